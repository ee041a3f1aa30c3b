// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>

namespace hitlens {

// What divides the steps of a name, such as ":" and "/": any number of separators of any length.
// Without one, names have no steps. A value; any thread.
class Separators final
{
public:
    Separators() = default;
    // As a person writes them: divided by spaces, ": / ->". Spaces alone are one separator.
    Separators(const QByteArray &text);

    bool isEmpty() const { return m_all.isEmpty(); }
    // Where the step that begins at from ends, behind its separator; -1 when there is none. Told
    // by the bytes before the end alone, so that names which share a prefix are cut alike.
    qsizetype endOfStep(QByteArrayView name, qsizetype from) const;
    // The last step of a path that ends in a separator, without that separator.
    QByteArrayView lastStep(QByteArrayView path) const;

    bool operator==(const Separators &) const = default;

private:
    qsizetype separatorBefore(QByteArrayView name, qsizetype from, qsizetype end) const;

    QByteArrayList m_all; // longest first
};

} // namespace hitlens
