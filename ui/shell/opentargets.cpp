// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/opentargets.h"

#include "ui/connections/prompter.h"
#include "ui/shell/serverpage.h"

#include <QTabWidget>

namespace hitlens {

CopyTargets copyTargetsOf(const QTabWidget *tabs, const ServerPage *here)
{
    const auto list = [tabs, here] {
        QList<CopyTarget> targets;
        for (int i = 0; i < tabs->count(); ++i) {
            const auto *page = qobject_cast<const ServerPage *>(tabs->widget(i));
            targets << CopyTarget{page->profile(), page->endpoint(), page == here};
        }
        return targets;
    };
    const auto prompt = [](Client &client, const QString &name, QWidget *parent) {
        return std::unique_ptr<QObject>(std::make_unique<Prompter>(client, name, parent));
    };
    return {list, prompt};
}

} // namespace hitlens
