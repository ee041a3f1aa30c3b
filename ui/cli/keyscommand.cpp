// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/keyscommand.h"

#include "app/keyspace/transfer/transfertext.h"
#include "ui/cli/bulkoptions.h"
#include "ui/widgets/format.h"

namespace hitlens {

using namespace Qt::StringLiterals;

KeysCommand::KeysCommand(const Context &context, QObject *parent)
    : CliTask(context, parent)
{ }

void KeysCommand::start()
{
    const Result<BulkScope> scope = scopeOf(arguments());
    if (!scope)
        return fail(CliExit::Usage, scope.error());
    m_matcher.emplace(*scope);
    m_scan = JobHandle(std::make_unique<KeyScan>(scope->pattern));
    m_scan->setCondition(scope->condition);
    m_scan.on(&KeyScan::found, [this](const NameBatch &names, const ScanProgress &progress) {
        onFound(*names, progress);
    });
    m_scan.on(
        &KeyScan::finished, [this](const ScanProgress &progress) { end(CliExit::Done, progress); });
    m_scan.on(&KeyScan::stopped,
        [this](const ScanProgress &progress) { end(CliExit::Interrupted, progress); });
    m_scan.on(&KeyScan::failed, [this](const Error &error, const ScanProgress &progress) {
        output().error(error);
        end(exitOf(error), progress);
    });
    client().start(m_scan);
}

void KeysCommand::interrupt()
{
    if (m_scan)
        m_scan->cancel();
    else
        finish(CliExit::Interrupted);
}

void KeysCommand::onFound(const NameList &names, const ScanProgress &progress)
{
    for (qsizetype i = 0; i < names.size(); ++i) {
        // A walk may come by a key twice.
        if (!m_matcher->matches(names.at(i)) || !m_seen.insert(names.at(i)))
            continue;
        ++m_count;
        if (!isSet(u"count"_s))
            write(names.at(i));
    }
    output().flush();
    // Between names on the same screen it would only be noise.
    if (isSet(u"count"_s) || !output().isTerminal())
        output().progress(tr("%1, %2 of the keyspace walked")
                              .arg(formatKeys(m_count), formatPercent(progress.fraction)));
    if (output().isBroken())
        finish(CliExit::SomeFailed);
}

void KeysCommand::write(QByteArrayView name)
{
    if (output().isJson()) {
        QByteArray line = "{\"key\":";
        appendJsonString(line, name);
        output().bytes(line.append("}\n"));
    } else if (isSet(u"null"_s)) {
        output().bytes(name);
        output().bytes(QByteArrayView("\0", 1));
    } else if (output().isTerminal()) {
        output().line(terminalText(name));
    } else {
        output().bytes(name);
        output().bytes("\n");
    }
}

void KeysCommand::end(CliExit code, const ScanProgress &progress)
{
    if (isSet(u"count"_s) && output().isJson())
        result() = {{u"count"_s, m_count}, {u"isComplete"_s, code == CliExit::Done},
            {u"outOfReach"_s, progress.outOfReach}};
    else if (isSet(u"count"_s))
        output().line(QString::number(m_count));
    if (progress.outOfReach > 0)
        output().note(tr("%1 may not be looked at by this user and are left out.")
                          .arg(formatKeys(progress.outOfReach)));
    finish(code);
}

} // namespace hitlens
