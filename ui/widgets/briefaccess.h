// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAccessibleWidget>

namespace hitlens {

class ScintillaView;

// What those who read the screen aloud are told of a long text: the line with the cursor.
// QScintilla tells them all of it, and counts its characters from the start each time the cursor
// moves, for which they would wait seconds. GUI thread.
class BriefAccess final : public QAccessibleWidget
{
public:
    explicit BriefAccess(ScintillaView *view);

    // For every ScintillaView whose text is longer than that many bytes.
    static void install(qsizetype longest);
    // The text of the view is another: it may be told in the other way.
    static void renew(ScintillaView *view);

    QString text(QAccessible::Text kind) const override;
};

} // namespace hitlens
