// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/newkeyrows.h"

#include "app/keyspace/keyacts.h"
#include "app/keyspace/typedbytes.h"
#include "app/keyspace/values/jsonformat.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QStringList headingsOf(const QByteArray &type)
{
    if (type == "hash" || type == "stream")
        return {NewKeyRows::tr("Field"), NewKeyRows::tr("Value")};
    if (type == "zset")
        return {NewKeyRows::tr("Score"), NewKeyRows::tr("Member")};
    return {type == "set" ? NewKeyRows::tr("Member") : NewKeyRows::tr("Element"), QString()};
}

// As ZADD reads it.
bool isScore(const QString &text)
{
    bool isNumber = false;
    const double score = text.trimmed().toDouble(&isNumber);
    return isNumber && !std::isnan(score);
}

} // namespace

NewKeyRows::NewKeyRows(QWidget *parent)
    : QStackedWidget(parent)
    , m_text(new QPlainTextEdit(this))
    , m_table(new QTableWidget(0, 2, this))
{
    setRole(m_text, Role::Mono);
    m_text->setTabChangesFocus(true);
    addWidget(m_text);
    addWidget(makeTable());
    connect(m_text, &QPlainTextEdit::textChanged, this, &NewKeyRows::edited);
    connect(m_table, &QTableWidget::cellChanged, this, &NewKeyRows::onCellChanged);
    for (int i = 0; i < 3; ++i)
        addRow();
    setType("string");
}

QWidget *NewKeyRows::makeTable()
{
    auto *page = new QWidget(this);
    m_table->setFont(monospaceFont());
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setAccessibleName(tr("First rows of the key"));
    auto *hint = new QLabel(tr("Bytes that are no text are written as \\n, \\t or \\x00, and a "
                               "backslash as \\\\. Rows with nothing in them are left out."),
        page);
    hint->setWordWrap(true);
    setRole(hint, Role::Muted);
    auto *add = new QPushButton(tr("Add &row"), page);
    add->setAutoDefault(false);
    connect(add, &QPushButton::clicked, this, [this] {
        addRow();
        m_table->setCurrentCell(m_table->rowCount() - 1, 0);
        m_table->setFocus();
    });
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_table, 1);
    layout->addWidget(add, 0, Qt::AlignLeft);
    layout->addWidget(hint);
    return page;
}

void NewKeyRows::addRow()
{
    m_table->setRowCount(m_table->rowCount() + 1);
}

// There is always a row to go on with.
void NewKeyRows::onCellChanged(int row)
{
    if (row == m_table->rowCount() - 1 && !isEmptyRow(row))
        addRow();
    emit edited();
}

void NewKeyRows::setType(const QByteArray &type)
{
    m_type = type;
    m_text->setAccessibleName(type == jsonType ? tr("JSON document") : tr("Value"));
    m_text->setPlaceholderText(type == jsonType ? u"{}"_s : QString());
    m_table->setHorizontalHeaderLabels(headingsOf(type));
    m_table->setColumnHidden(1, !hasPairs());
    setCurrentIndex(isText() ? 0 : 1);
    emit edited();
}

bool NewKeyRows::isText() const
{
    return m_type == "string" || m_type == jsonType;
}

bool NewKeyRows::hasPairs() const
{
    return m_type == "hash" || m_type == "zset" || m_type == "stream";
}

QString NewKeyRows::cell(int row, int column) const
{
    const QTableWidgetItem *item = m_table->item(row, column);
    return item ? item->text() : QString();
}

bool NewKeyRows::isEmptyRow(int row) const
{
    return cell(row, 0).isEmpty() && (!hasPairs() || cell(row, 1).isEmpty());
}

QString NewKeyRows::refusalOf(int row) const
{
    if (m_type == "zset" && !isScore(cell(row, 0)))
        return tr("Row %1: a score is a number.").arg(row + 1);
    const bool isRead = typedBytes(cell(row, 0)) && typedBytes(cell(row, 1));
    return isRead ? QString() : tr("Row %1: %2").arg(QString::number(row + 1), typedBytesRefusal());
}

QString NewKeyRows::documentRefusal() const
{
    const QByteArray document = m_text->toPlainText().toUtf8();
    if (document.trimmed().isEmpty())
        return tr("Type a JSON document.");
    const JsonText read = layOutJson(document, JsonLayout::Compact);
    return read.isOk() ? QString() : tr("This is not JSON: %1").arg(read.error);
}

QString NewKeyRows::refusal() const
{
    if (m_type == "string")
        return {};
    if (m_type == jsonType)
        return documentRefusal();
    int rows = 0;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (isEmptyRow(row))
            continue;
        ++rows;
        if (const QString why = refusalOf(row); !why.isEmpty())
            return why;
    }
    return rows > 0 ? QString() : tr("A key of this type needs a first row.");
}

void NewKeyRows::putInto(KeyRecord &record) const
{
    record.type = m_type;
    if (isText()) {
        record.items = {m_text->toPlainText().toUtf8()};
        return;
    }
    StreamEntry entry{"*", {}};
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (isEmptyRow(row))
            continue;
        const QByteArray first = typedBytes(cell(row, 0)).value_or(QByteArray());
        const QByteArray second = typedBytes(cell(row, 1)).value_or(QByteArray());
        if (m_type == "stream")
            entry.fields << std::pair(first, second);
        else if (m_type == "zset")
            record.items << second << first.trimmed();
        else if (m_type == "hash")
            record.items << first << second;
        else
            record.items << first;
    }
    if (!entry.fields.isEmpty())
        record.entries = {entry};
}

} // namespace hitlens
