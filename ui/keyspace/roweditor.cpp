// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/roweditor.h"

#include "app/keyspace/rowchange.h"
#include "app/keyspace/typedbytes.h"
#include "app/keyspace/values/escapedbytes.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// name: nullopt where it was not touched.
RowEditor::Entered entered(
    KeyType type, ValueRow row, const std::optional<QString> &name, const QByteArray &bytes)
{
    if (type == KeyType::Stream) {
        const TypedFields typed = typedFields(QString::fromUtf8(bytes));
        return {{name.value_or(QString()).trimmed().toUtf8(), {}, typed.fields}, typed.refusal};
    }
    const bool isSorted = type == KeyType::SortedSet;
    (isSorted || type == KeyType::Set ? row.name : row.value) = bytes;
    if (isSorted && name) {
        row.value = name->trimmed().toUtf8();
        return {row, refusalOfScore(row.value)};
    }
    if (type == KeyType::Hash && name) {
        const std::optional<QByteArray> field = typedBytes(*name);
        if (!field)
            return {row, typedBytesRefusal()};
        row.name = *field;
    }
    return {row, {}};
}

} // namespace

RowEditor::RowEditor(QWidget *parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_name(new QLineEdit(this))
    , m_place(new QComboBox(this))
    , m_bytes(new BytesView(tr("Selected"), this))
    , m_revert(new QPushButton(tr("Revert"), this))
    , m_save(new QPushButton(tr("Save"), this))
{
    build();
    auto *save = new QShortcut(QKeySequence::Save, this);
    save->setContext(Qt::WidgetWithChildrenShortcut);
    connect(save, &QShortcut::activated, m_save, &QPushButton::click);
    connect(m_save, &QPushButton::clicked, this, &RowEditor::saveRequested);
    connect(m_name, &QLineEdit::returnPressed, m_save, &QPushButton::click);
    connect(m_name, &QLineEdit::textChanged, this, &RowEditor::refresh);
    connect(m_bytes, &BytesView::modifiedChanged, this, &RowEditor::refresh);
    connect(m_revert, &QPushButton::clicked, this, [this] {
        revert();
        emit dismissed();
    });
    clear();
}

void RowEditor::build()
{
    setRole(m_name, Role::Mono);
    setRole(m_save, Role::Primary);
    m_save->setToolTip(tr("Save this row; its key and its field keep their expiry (Ctrl+S)"));
    m_name->setMinimumWidth(m_name->fontMetrics().averageCharWidth() * 24);
    m_place->setAccessibleName(tr("Where the new element goes"));
    for (QPushButton *button : {m_revert, m_save})
        button->setAutoDefault(false);
    auto *names = new FlowLayout(8);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_label, m_name, m_place})
        names->addWidget(widget);
    m_bytes->toolbar()->addStretch();
    m_bytes->toolbar()->addWidget(m_revert);
    m_bytes->toolbar()->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(names);
    layout->addWidget(m_bytes, 1);
    FocusPass::set(this, m_bytes);
}

void RowEditor::setType(KeyType type)
{
    m_type = type;
    clear();
}

void RowEditor::clear()
{
    m_isAdding = false;
    m_row = {};
    fill();
    hide();
}

void RowEditor::showRow(const ValueRow &row)
{
    m_isAdding = false;
    m_row = row;
    fill();
    show();
}

void RowEditor::addRow(bool hasPivot)
{
    m_isAdding = true;
    m_row = {};
    m_place->clear();
    m_place->addItem(tr("at the tail"), int(Place::Tail));
    m_place->addItem(tr("at the head"), int(Place::Head));
    if (hasPivot) {
        m_place->addItem(tr("before the selected element"), int(Place::Before));
        m_place->addItem(tr("after the selected element"), int(Place::After));
    }
    fill();
    show();
    focusEditor();
}

bool RowEditor::hasName() const
{
    return m_type == KeyType::Hash || m_type == KeyType::SortedSet || m_type == KeyType::Stream;
}

// An entry of a stream that is there can be read only; the new one is typed line by line.
bool RowEditor::hasBytes() const
{
    return m_type != KeyType::Stream || m_isAdding;
}

// What is not given back exactly by the line is shown in it, not edited.
QString RowEditor::nameText(const QByteArray &bytes) const
{
    return m_type == KeyType::SortedSet ? QString::fromUtf8(bytes) : displayBytes(bytes);
}

// What a new row begins with.
QString RowEditor::firstName() const
{
    return m_type == KeyType::Stream ? u"*"_s : QString();
}

void RowEditor::fill()
{
    const QSignalBlocker quiet(m_name);
    const bool isSorted = m_type == KeyType::SortedSet;
    const bool isSet = m_type == KeyType::Set;
    const QByteArray name = isSorted ? m_row.value : m_row.name;
    const QByteArray bytes = isSorted || isSet ? m_row.name : m_row.value;
    m_name->setText(m_isAdding ? firstName() : nameText(name));
    if (m_type == KeyType::Stream && !m_isAdding) {
        QByteArrayList lines;
        for (const auto &[field, value] : m_row.fields)
            lines << field + ": " + value;
        const QByteArray all = lines.join('\n');
        m_bytes->setBytes(all, all.size());
    } else {
        m_bytes->setBytes(bytes, bytes.size());
    }
    showTexts();
    refresh();
}

void RowEditor::showTexts()
{
    const bool isStream = m_type == KeyType::Stream;
    const bool isHash = m_type == KeyType::Hash;
    m_label->setText(isHash ? tr("Field") : isStream ? tr("ID") : tr("Score"));
    m_name->setAccessibleName(m_label->text());
    m_label->setVisible(hasName());
    m_name->setVisible(hasName());
    m_place->setVisible(m_isAdding && m_type == KeyType::List);
    m_save->setText(m_isAdding ? tr("Add") : tr("Save"));
    m_revert->setText(m_isAdding ? tr("Cancel") : tr("Revert"));
    m_name->setToolTip(isStream && m_isAdding
            ? tr("* lets the server choose. An ID must be above the last one, as 1700000000000-0.")
            : QString());
}

bool RowEditor::isModified() const
{
    if (m_isAdding)
        return m_bytes->isModified() || (hasName() && m_name->text() != firstName());
    return isVisibleTo(parentWidget()) && (m_bytes->isModified() || (hasName() && isNameTyped()));
}

// A score that was not touched is not typed: it may be inf.
bool RowEditor::isNameTyped() const
{
    const QByteArray &name = m_type == KeyType::SortedSet ? m_row.value : m_row.name;
    return m_isAdding || m_name->text() != nameText(name);
}

// What stands beside the bytes is taken at once: the person may go on to another row.
void RowEditor::encode(QObject *context, const std::function<void(const Entered &)> &handler) const
{
    const std::optional<QString> name
        = isNameTyped() ? std::optional(m_name->text()) : std::nullopt;
    m_bytes->encode(
        context, [type = m_type, row = m_row, name, handler](const BytesView::Edited &edited) {
            handler(edited.refusal.isEmpty() ? entered(type, row, name, edited.bytes)
                                             : Entered{row, edited.refusal});
        });
}

RowEditor::Place RowEditor::place() const
{
    return Place(m_place->currentData().toInt());
}

void RowEditor::revert()
{
    m_bytes->revert();
    if (m_isAdding)
        clear();
    else
        fill();
}

RowEditor::Draft RowEditor::draft() const
{
    return {m_row, m_name->text(), m_bytes->draft()};
}

void RowEditor::restore(const Draft &draft)
{
    m_row = draft.row;
    fill();
    m_bytes->restore(draft.bytes);
    m_name->setText(draft.name);
    refresh();
}

void RowEditor::setWritable(const QString &whyNot, bool isBusy)
{
    m_whyNot = whyNot;
    m_isBusy = isBusy;
    refresh();
}

void RowEditor::refresh()
{
    const bool isOpen = m_whyNot.isEmpty() && !m_isBusy;
    m_bytes->setEditable(isOpen && hasBytes());
    m_name->setReadOnly(!isOpen || (m_type == KeyType::Stream && !m_isAdding)
        || (m_type == KeyType::Hash && typedBytes(nameText(m_row.name)) != m_row.name));
    const bool isEdit = m_isAdding || isModified();
    enableUnless(m_save, isEdit && !m_isBusy, m_whyNot);
    m_revert->setEnabled(isEdit);
    m_save->setVisible(hasBytes());
    m_revert->setVisible(hasBytes());
    emit modifiedChanged();
}

void RowEditor::focusEditor()
{
    if (m_isAdding && hasName())
        m_name->setFocus();
    else
        m_bytes->setFocus();
}

void RowEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        return QWidget::keyPressEvent(event);
    if (m_isAdding)
        revert();
    emit dismissed();
}

} // namespace hitlens
