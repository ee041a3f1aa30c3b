// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/wholevalueview.h"

namespace hitlens {

// A document of the JSON module, whole.
class JsonKeyView final : public WholeValueView
{
    Q_OBJECT

public:
    // The type as the server names it.
    static constexpr const char *typeName = "ReJSON-RL";

    explicit JsonKeyView(Client &client, QWidget *parent = nullptr);

    // memory: what the key weighs in bytes: a large one is loaded only when it is asked for.
    void load(const QByteArray &key, std::optional<qint64> memory);
    void leave() override;

protected:
    std::unique_ptr<WholeEdit> edit(const QByteArray &key,
        const std::optional<QByteArray> &expected, const QByteArray &value) const override;
    void reload() override;
    void take(const QByteArray &document) override;
    void check(
        const QByteArray &document, const std::function<void(const QString &)> &then) override;

private:
    QPushButton *m_loadAll;
};

} // namespace hitlens
