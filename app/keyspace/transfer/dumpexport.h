// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyexport.h"

namespace hitlens {

// Writes keys as DUMP gives them, so that they can be restored with everything about them, also on
// another server. The format is described in keyfile.h. Value and expiry are asked for in one go,
// but are not one transaction: a key that is written to just between them has the one from before
// and the other from after it.
class DumpExport final : public KeyExport
{
    Q_OBJECT

public:
    using KeyExport::KeyExport;

protected:
    void writeHeader() override;
    void writeFooter() override;
    void read(const QByteArray &key) override;

private:
    struct Entry
    {
        QByteArray key;
        Result<Expiry> expiry = Expiry();
        Result<std::optional<QByteArray>> payload = std::optional<QByteArray>();
        int unanswered = 2;
    };

    void keep(const Entry &entry);

    QByteArray m_line;
};

} // namespace hitlens
