// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/transfer/keyexport.h"
#include "app/redis/client.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QStackedWidget;

namespace hitlens {

class MessageStrip;
class TransferPanel;

// Writes keys of one server to a file. Make it with new and open() it: it deletes itself when
// closed. The client must outlive it. While keys are being written it does not close without
// asking; when it is destroyed meanwhile, there is no file.
class ExportKeysDialog final : public QDialog
{
    Q_OBJECT

public:
    // Begins with this selection; its names, where it has any, are offered beside all and a
    // pattern.
    ExportKeysDialog(Client &client, const Profile &profile, const ExportSelection &selection,
        QWidget *parent = nullptr);

    void reject() override;
    // Exports what is chosen to that file, which is replaced where it exists.
    void exportTo(const QString &path);

private:
    enum class Format { Dump, JsonLines, Csv };

    void build();
    QWidget *makeForm();
    QWidget *makeSelection();
    QWidget *makeFormats();
    QLayout *makeFooter();
    void addFormat(QLayout *layout, Format format, const QString &name, const QString &hint);
    void preset();
    bool hasSelected() const;
    ExportSelection selection() const;
    Format format() const;
    void chooseFile();
    void onEnded(const ExportReport &report);
    void askToStop();
    void updateControls();

    Client &m_client;
    const Profile m_profile;
    const ExportSelection m_given;
    QString m_path;
    bool m_closesWhenStopped = false;

    MessageStrip *m_strip;
    QStackedWidget *m_pages;
    QWidget *m_form = nullptr;
    TransferPanel *m_panel;
    QRadioButton *m_all;
    QRadioButton *m_matching;
    QRadioButton *m_selected;
    QLineEdit *m_pattern;
    QComboBox *m_type;
    QList<QRadioButton *> m_formats; // by Format
    QPushButton *m_close;
    QPushButton *m_export;

    JobHandle<KeyExport> m_job; // while it runs
};

} // namespace hitlens
