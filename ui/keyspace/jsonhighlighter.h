// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSyntaxHighlighter>

namespace hitlens {

// Colours names, texts, and words of JSON in the theme of the editor it belongs to. Line by line
// without memory: no token of JSON spans two lines.
class JsonHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    // Takes its colours from widget. Does nothing while it is not enabled.
    JsonHighlighter(QTextDocument *document, const QWidget *widget);

    // For the text that is set next; rehighlight() for the text that is there.
    void setEnabled(bool enabled) { m_enabled = enabled; }

protected:
    void highlightBlock(const QString &text) override;

private:
    const QWidget *m_widget;
    bool m_enabled = false;
};

} // namespace hitlens
