// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/wholeedit.h"

namespace hitlens {

// Replaces a document of the JSON module.
class JsonEdit final : public WholeEdit
{
    Q_OBJECT

public:
    // expected: as JSON.GET told it; nullopt: the document is made, without an expiry.
    JsonEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value)
        : WholeEdit(std::move(key), std::move(expected), std::move(value))
    { }

protected:
    void read() override;
    QList<QByteArrayList> writes() const override;
    QByteArray made(const QByteArrayList &replies) const override { return replies.value(1); }
};

} // namespace hitlens
