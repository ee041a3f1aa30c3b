// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/cli/clitask.h"

#include <QDateTime>

namespace hitlens {

// hitlens-cli ttl: of one key.
class TtlCommand final : public CliTask
{
    Q_OBJECT

public:
    explicit TtlCommand(const Context &context, QObject *parent = nullptr);

    void start() override;

private:
    std::optional<Error> readOptions();
    void onTtl(const Result<Ttl> &ttl);
    std::optional<Error> whyNotAdd(const Ttl &ttl) const;
    void change();
    void add(const Result<Ttl> &ttl);
    void onChanged(const Result<bool> &changed);
    void show(const Ttl &ttl);

    QByteArray m_key;
    bool m_changes = false;
    std::optional<std::chrono::milliseconds> m_set;
    std::optional<std::chrono::milliseconds> m_add;
    QDateTime m_at;
};

} // namespace hitlens
