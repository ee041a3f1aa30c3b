// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/decoderbutton.h"

#include "app/keyspace/globpattern.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QFileInfo>
#include <QMenu>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString withoutMnemonic(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

bool endsWithText(const DecoderIds &ids)
{
    return !ids.isEmpty() && (ids.back() == "utf8" || ids.back() == "json");
}

} // namespace

QByteArray patternOfKin(const QByteArray &key)
{
    const qsizetype separator = key.lastIndexOf(':');
    return separator < 0 ? GlobPattern::escape(key)
                         : GlobPattern::escape(QByteArrayView(key).first(separator + 1)) + '*';
}

DecoderButton::DecoderButton(QWidget *parent)
    : QPushButton(parent)
    , m_menu(new QMenu(this))
{
    setAutoDefault(false);
    setAccessibleName(tr("Decoders"));
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &DecoderButton::fill);
}

void DecoderButton::showValue(const DecodedValue &value, const DecoderChoice &choice)
{
    m_value = value;
    m_choice = choice;
    QStringList names;
    if (value.program)
        names << QFileInfo(value.program->decode.program).fileName();
    for (const QByteArray &id : ids())
        names << m_library->nameOf(id);
    const QString chain = names.isEmpty() ? tr("As stored") : names.join(u" › "_s);
    const int widest = 32 * fontMetrics().averageCharWidth();
    setText(withoutMnemonic(fontMetrics().elidedText(chain, Qt::ElideMiddle, widest)));
    setToolTip(tr("Decoded by: %1").arg(chain));
    setAccessibleName(toolTip());
}

DecoderChoice DecoderButton::usualChoice() const
{
    const ChainRule *rule = m_library->settings().chainFor(m_key);
    return rule ? DecoderChoice{rule->chain, false, true} : DecoderChoice{};
}

DecoderIds DecoderButton::ids() const
{
    DecoderIds ids;
    for (const DecoderStep &step : m_value.chain.steps)
        ids << step.id;
    return ids;
}

void DecoderButton::fill()
{
    m_menu->clear();
    addChoice(m_menu, tr("Automatic"), {});
    addChoice(m_menu, tr("As stored"), {{}, false, false});
    m_menu->addSeparator();
    constexpr qsizetype offered = 6;
    for (const QByteArray &id : m_value.candidates.mid(0, offered))
        addChoice(m_menu, m_library->nameOf(id), {{id}, true, m_choice.usesProgram});
    addDecoders(m_menu->addMenu(tr("All decoders")), {}, {});
    m_menu->addSeparator();
    QMenu *further = m_menu->addMenu(tr("Then decode further with"));
    addDecoders(further, ids(), m_value.further);
    const Decoded result = m_value.chain.result();
    further->setEnabled(
        result.isOk() && (result.kind == Decoded::Kind::Bytes || endsWithText(ids())));
    DecoderChoice shorter{ids(), false, m_choice.usesProgram};
    const bool hasSteps = !shorter.chain.isEmpty();
    if (hasSteps)
        shorter.chain.removeLast();
    QAction *remove = m_menu->addAction(tr("Remove the last step"));
    remove->setEnabled(hasSteps);
    connect(remove, &QAction::triggered, this, [this, shorter] { emit chosen(shorter); });
    m_menu->addSeparator();
    addRules(m_menu);
}

void DecoderButton::addChoice(QMenu *menu, const QString &text, const DecoderChoice &choice)
{
    QAction *action = menu->addAction(withoutMnemonic(text));
    action->setCheckable(true);
    action->setChecked(choice == m_choice);
    connect(action, &QAction::triggered, this, [this, choice] { emit chosen(choice); });
}

// Text is what most steps end with: what comes after it is made of its bytes.
void DecoderButton::addDecoders(QMenu *menu, const DecoderIds &before, const DecoderIds &likely)
{
    DecoderIds kept = before;
    if (endsWithText(kept))
        kept.removeLast();
    const auto add = [&](const QByteArray &id) {
        addChoice(menu, m_library->nameOf(id), {kept + DecoderIds{id}, true, m_choice.usesProgram});
    };
    for (const QByteArray &id : likely)
        add(id);
    if (!likely.isEmpty())
        menu->addSeparator();
    for (const auto &decoder : m_library->decoders()->all()) {
        if (!likely.contains(decoder->id()))
            add(decoder->id());
    }
}

void DecoderButton::addRules(QMenu *menu)
{
    if (!m_key.isNull()) {
        const QByteArray kin = patternOfKin(m_key);
        QAction *keepIt = menu->addAction(
            withoutMnemonic(tr("Always for keys like %1").arg(displayBytes(kin))));
        // A rule says what is done with what a program gives.
        const bool hasProgram = ruleFor(m_library->settings().programs, m_key);
        keepIt->setEnabled(m_choice.usesProgram || !hasProgram);
        connect(keepIt, &QAction::triggered, this, [this, kin] { keep(kin); });
        if (const ChainRule *rule = m_library->settings().chainFor(m_key)) {
            QAction *forgetIt = menu->addAction(withoutMnemonic(
                tr("No longer for keys like %1").arg(displayBytes(rule->keyPattern))));
            connect(forgetIt, &QAction::triggered, this,
                [this, pattern = rule->keyPattern] { forget(pattern); });
        }
    }
    QAction *settings = menu->addAction(tr("Rules, programs and .proto files…"));
    connect(settings, &QAction::triggered, m_library, &DecoderLibrary::settingsRequested);
}

void DecoderButton::keep(const QByteArray &pattern)
{
    DecoderSettings settings = m_library->settings();
    settings.keep({pattern, ids()});
    m_library->setSettings(settings);
}

void DecoderButton::forget(const QByteArray &pattern)
{
    DecoderSettings settings = m_library->settings();
    settings.chains.removeIf([&](const ChainRule &rule) { return rule.keyPattern == pattern; });
    m_library->setSettings(settings);
    emit chosen(usualChoice());
}

} // namespace hitlens
