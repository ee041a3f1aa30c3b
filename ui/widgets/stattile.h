// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/sparkline.h"

#include <QFrame>

class QLabel;

namespace hitlens {

// One figure: what it is, its value now, how it came there, and a note.
class StatTile final : public QFrame
{
    Q_OBJECT

public:
    // The explanation is shown as a tooltip and told to screen readers.
    StatTile(const QString &caption, const QString &explanation, QColor Theme::*color,
        QWidget *parent = nullptr);

    void setCaption(const QString &caption);
    void setExplanation(const QString &explanation);
    void setFigure(const QString &figure);
    void setNote(const QString &note);
    void setSeries(const Series &series, double from, double until);

    QString figure() const;
    QString note() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyFonts();

    QString m_captionText;
    QLabel *m_caption;
    QLabel *m_figure;
    Sparkline *m_sparkline;
    QLabel *m_note;
};

} // namespace hitlens
