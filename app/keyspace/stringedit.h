// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/wholeedit.h"

namespace hitlens {

// Replaces the value of a string.
class StringEdit final : public WholeEdit
{
    Q_OBJECT

public:
    // expected: nullopt: the key is made, without an expiry.
    StringEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value)
        : WholeEdit(std::move(key), std::move(expected), std::move(value))
    { }

protected:
    void read() override;
    QList<QByteArrayList> writes() const override;
    bool retriesAfter(const Error &error) override;

private:
    bool m_keepTtlWorks = true; // not known to fail
};

} // namespace hitlens
