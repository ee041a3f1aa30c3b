// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyscan.h"
#include "app/keyspace/seennames.h"
#include "ui/cli/clitask.h"

namespace hitlens {

// hitlens-cli keys: the names as they come, each once.
class KeysCommand final : public CliTask
{
    Q_OBJECT

public:
    explicit KeysCommand(const Context &context, QObject *parent = nullptr);

    void start() override;
    void interrupt() override;

private:
    void onFound(const NameList &names, const ScanProgress &progress);
    void write(QByteArrayView name);
    void end(CliExit code, const ScanProgress &progress);

    JobHandle<KeyScan> m_scan;
    std::optional<ScopeMatcher> m_matcher;
    SeenNames m_seen;
    qint64 m_count = 0;
};

} // namespace hitlens
