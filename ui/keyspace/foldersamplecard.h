// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/foldersample.h"
#include "app/redis/client.h"

#include <QFrame>
#include <QTime>

class QLabel;
class QProgressBar;
class QPushButton;

namespace hitlens {

class MessageStrip;
class TtlSpread;

// Asks some keys of a folder what they take and how long they live when the person wants to know,
// and says what that means for all of them.
class FolderSampleCard final : public QFrame
{
    Q_OBJECT

public:
    // The client must outlive it.
    explicit FolderSampleCard(Client &client, QWidget *parent = nullptr);

    // Another folder: what was known is forgotten, and what runs is stopped.
    void clear();
    // The keys that a sample is taken of. What is known stays.
    void setKeys(KeyStorePtr store, KeyStore::Range keys);
    void sample();
    void stop();

    bool isSampling() const { return bool(m_sample); }
    // "≈ 1.2 GiB ± 8.0 %"; "–" where it is not known.
    static QString memoryText(const FolderEstimate &estimate);
    // How many were asked, and what they did not tell.
    static QString askedText(const FolderEstimate &estimate);

signals:
    void ended();

private:
    void build();
    void buildResult();
    void update();
    void show(const FolderEstimate &estimate);
    void end();
    void fail(const Error &error);

    Client &m_client;
    KeyStorePtr m_store;
    KeyStore::Range m_keys;
    JobHandle<FolderSample> m_sample; // while it runs
    MessageStrip *m_strip;
    QLabel *m_hint;
    QPushButton *m_start;
    QPushButton *m_stop;
    QProgressBar *m_progress;
    QWidget *m_result;
    QLabel *m_memory;
    QLabel *m_asked;
    TtlSpread *m_spread;
};

} // namespace hitlens
