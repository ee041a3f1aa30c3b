// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QImage>
#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;

namespace hitlens {

// An image file, drawn as large as fits and no larger than it is, its facts, and a button that
// saves it as a file. It is read on another thread.
class ImageView final : public QWidget
{
    Q_OBJECT

public:
    explicit ImageView(QWidget *parent = nullptr);
    ~ImageView() override;

    void setFile(const QByteArray &file); // empty: none
    // Null until it is read, and when it cannot be drawn.
    const QImage &image() const { return m_image; }
    // Why it was not written; empty when it was.
    QString save(const QString &path) const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    static QString write(const QByteArray &bytes, const QString &path);
    void chooseFile();
    void showFacts();
    QRect canvas() const;

    QByteArray m_file;
    QImage m_image;
    QString m_error;
    std::unique_ptr<QObject> m_reading; // thrown away with the file it was for
    QLabel *m_facts;
    QPushButton *m_save;
};

} // namespace hitlens
