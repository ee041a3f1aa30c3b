// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/wholevalueview.h"

namespace hitlens {

class ValuePager;

// The value of a string: loads the beginning of it, more as one asks, or all, and of a very large
// one a page at a time.
class StringView final : public WholeValueView
{
    Q_OBJECT

public:
    explicit StringView(Client &client, QWidget *parent = nullptr);

    void load(const QByteArray &key);
    void leave() override;

protected:
    std::unique_ptr<WholeEdit> edit(const QByteArray &key,
        const std::optional<QByteArray> &expected, const QByteArray &value) const override;
    void reload() override;
    void take(const QByteArray &value) override;

private:
    void fetch(qint64 first, qint64 last);
    void onRange(const Result<QByteArray> &bytes, qint64 first, qint64 last);
    void fetchByGet();
    void fetchMore();
    void append(const QByteArray &bytes, qint64 total);
    void takePart(const QByteArray &bytes, qint64 total, qint64 offset);

    Result<qint64> m_length = 0; // as STRLEN told it last
    qint64 m_total = 0; // in bytes, of the value
    qint64 m_more = 0; // how much is loaded with the next step
    QPushButton *m_loadMore;
    QPushButton *m_loadAll;
    ValuePager *m_pager;
};

} // namespace hitlens
