// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/bytesview.h"

#include "app/keyspace/values/hexmodel.h"
#include "ui/keyspace/jsonhighlighter.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QStringDecoder>
#include <QTextDocument>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// The editor lays out text on the GUI thread: more than this would be felt.
constexpr qsizetype editorLimit = 1024 * 1024;
constexpr QChar paragraphEnd(u'\x2029');

std::optional<QString> decoded(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder.decode(bytes);
    return decoder.hasError() ? std::nullopt : std::optional(text);
}

// Not toPlainText(), which turns no-break spaces into spaces.
QString textOf(const QTextDocument *document)
{
    QString text = document->toRawText();
    text.replace(paragraphEnd, u'\n');
    return text;
}

// What QTextDocument keeps as it is: no line ends but \n, none of its own marks.
bool survivesEditor(const QString &text)
{
    for (const QChar c : text) {
        const char16_t code = c.unicode();
        if (code == u'\r' || code == u'\0' || code == 0x2028 || code == 0x2029 || code == 0xfdd0
            || code == 0xfdd1)
            return false;
    }
    return true;
}

bool hasOnlyWindowsLines(const QByteArray &bytes)
{
    return bytes.contains('\r') && bytes.count("\r\n") == bytes.count('\r')
        && bytes.count("\r\n") == bytes.count('\n');
}

// Wrapping a word of 300,000 characters takes the editor most of a minute.
bool hasLongLine(const QString &text)
{
    constexpr qsizetype longest = 10'000;
    qsizetype start = 0;
    while (text.size() - start > longest) {
        const qsizetype end = text.indexOf(u'\n', start);
        if (end < 0 || end - start > longest)
            return true;
        start = end + 1;
    }
    return false;
}

// The beginning of bytes that is no longer than the limit and ends with a whole character.
QByteArrayView beginning(const QByteArray &bytes)
{
    qsizetype end = std::min(bytes.size(), editorLimit);
    while (end > 0 && end < bytes.size() && (uchar(bytes[end]) & 0xc0) == 0x80)
        --end;
    return QByteArrayView(bytes).first(end);
}

} // namespace

BytesView::BytesView(const QString &heading, QWidget *parent)
    : QWidget(parent)
    , m_toolbar(new FlowLayout(8))
    , m_footer(new FlowLayout(8))
    , m_segments(new QButtonGroup(this))
    , m_editor(new QPlainTextEdit(this))
    , m_highlighter(new JsonHighlighter(m_editor->document(), this))
    , m_hexModel(new HexModel(this))
    , m_hex(new QListView(this))
    , m_stack(new QStackedLayout)
    , m_facts(new QLabel(this))
{
    build(heading);
    buildEditor();
    buildHex();
    setRole(m_facts, Role::Muted);
    m_footer->addWidget(m_facts);
    clear();
}

void BytesView::build(const QString &heading)
{
    auto *title = new QLabel(heading, this);
    setRole(title, Role::Heading);
    m_toolbar->addWidget(title);
    auto *segments = new QWidget(this);
    auto *row = new QHBoxLayout(segments);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_toolbar->addWidget(segments);
    addSegment(Mode::Text, tr("Text"));
    addSegment(Mode::Json, tr("JSON"));
    addSegment(Mode::Hex, tr("Hex"));
    for (QAbstractButton *button : m_segments->buttons())
        row->addWidget(button);
    connect(m_segments, &QButtonGroup::idClicked, this, [this](int id) { setMode(Mode(id)); });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(m_toolbar);
    layout->addLayout(m_stack, 1);
    layout->addLayout(m_footer);
}

void BytesView::addSegment(Mode mode, const QString &text)
{
    auto *button = new QPushButton(text, this);
    setRole(button, Role::Segment);
    button->setCheckable(true);
    button->setAutoDefault(false);
    button->setAccessibleName(tr("Show as %1").arg(text));
    m_segments->addButton(button, int(mode));
}

void BytesView::buildEditor()
{
    setRole(m_editor, Role::Mono);
    m_editor->setAccessibleName(tr("Value"));
    m_editor->setTabChangesFocus(true);
    m_editor->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_editor->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    connect(m_editor, &QPlainTextEdit::textChanged, this, &BytesView::onTextChanged);
    m_stack->addWidget(m_editor);
    setFocusProxy(m_editor);
}

void BytesView::buildHex()
{
    setRole(m_hex, Role::Mono);
    m_hex->setAccessibleName(tr("Value in hexadecimal"));
    m_hex->setModel(m_hexModel);
    m_hex->setUniformItemSizes(true);
    m_hex->viewport()->installEventFilter(this);
    m_hex->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_stack->addWidget(m_hex);
}

void BytesView::setBytes(const QByteArray &bytes, qint64 total)
{
    m_bytes = bytes;
    m_total = total;
    m_windowsLines = hasOnlyWindowsLines(bytes);
    const std::optional<QString> text = decoded(beginning(bytes));
    const bool fits = isWhole() && bytes.size() <= editorLimit;
    m_isText = fits && text && (m_windowsLines || survivesEditor(*text))
        && text->toUtf8() == bytes; // decoding drops a byte order mark
    m_json = fits && text ? layOutJson(bytes, JsonLayout::Indented) : JsonText{{}, 0, {}};
    m_layout = m_json.isOk() ? layoutOf(bytes) : std::nullopt;
    m_hexModel->setBytes(bytes);
    const bool structured = m_json.isOk() && (bytes.startsWith('{') || bytes.startsWith('['));
    m_segments->button(int(Mode::Json))->setEnabled(m_json.isOk());
    m_segments->button(int(Mode::Json))->setToolTip(whyNotJson());
    setModified(false);
    m_mode = structured ? Mode::Json : text ? Mode::Text : Mode::Hex;
    showMode();
}

void BytesView::clear()
{
    setBytes({}, 0);
    m_facts->clear();
}

void BytesView::setEditable(bool editable)
{
    if (m_editable == editable)
        return;
    m_editable = editable;
    m_editor->setReadOnly(!isEditable());
    showFacts();
}

bool BytesView::isModified() const
{
    return m_modified;
}

BytesView::Edited BytesView::edited() const
{
    if (!m_modified)
        return {m_bytes, {}};
    QByteArray bytes = textOf(m_editor->document()).toUtf8();
    if (m_textMode == Mode::Json) {
        const JsonText laidOut = layOutJson(bytes, m_layout.value_or(JsonLayout::Indented));
        if (!laidOut.isOk()) {
            const TextPosition at = positionOf(bytes, laidOut.errorAt);
            return {{},
                tr("This is not JSON, line %1, column %2: %3 To save it as it is, choose Text.")
                    .arg(QString::number(at.line), QString::number(at.column), laidOut.error)};
        }
        if (m_layout)
            bytes = laidOut.text;
    }
    if (m_windowsLines)
        bytes.replace("\n", "\r\n");
    return {bytes, {}};
}

void BytesView::revert()
{
    setModified(false);
    showMode();
}

BytesView::Draft BytesView::draft() const
{
    return {m_bytes, m_textMode, textOf(m_editor->document())};
}

void BytesView::restore(const Draft &draft)
{
    m_mode = draft.mode;
    showMode();
    m_editor->setPlainText(draft.text);
}

void BytesView::setMode(Mode mode)
{
    m_mode = mode;
    showMode();
}

QString BytesView::textFor(Mode mode) const
{
    if (mode == Mode::Json && m_json.isOk())
        return QString::fromUtf8(m_json.text);
    QString text = QString::fromUtf8(beginning(m_bytes));
    if (m_windowsLines)
        text.replace(u"\r\n"_s, u"\n"_s);
    return text;
}

void BytesView::showMode()
{
    m_segments->button(int(m_mode))->setChecked(true);
    if (m_mode == Mode::Hex) {
        m_stack->setCurrentWidget(m_hex);
    } else {
        loadText();
        m_stack->setCurrentWidget(m_editor);
    }
    m_editor->setReadOnly(!isEditable());
    showFacts();
}

// An edit goes along: what was typed as JSON is what is then edited as text.
void BytesView::loadText()
{
    m_textMode = m_mode;
    m_highlighter->setEnabled(m_mode == Mode::Json);
    if (m_modified)
        return m_highlighter->rehighlight();
    const QSignalBlocker quiet(m_editor);
    m_shown = textFor(m_mode);
    m_editor->setLineWrapMode(
        hasLongLine(m_shown) ? QPlainTextEdit::NoWrap : QPlainTextEdit::WidgetWidth);
    m_editor->setPlainText(m_shown);
}

void BytesView::setModified(bool modified)
{
    if (std::exchange(m_modified, modified) != modified)
        emit modifiedChanged(modified);
}

QString BytesView::whyNotJson() const
{
    if (m_json.isOk())
        return {};
    if (!isWhole())
        return tr("Load all of it to see it as JSON.");
    if (m_json.error.isEmpty())
        return tr("It is not text, or too long.");
    const TextPosition at = positionOf(m_bytes, m_json.errorAt);
    return tr("Not JSON, line %1, column %2: %3")
        .arg(QString::number(at.line), QString::number(at.column), m_json.error);
}

void BytesView::showFacts()
{
    QStringList facts;
    if (!isWhole())
        facts << tr("The first %1 of %2").arg(formatBytes(m_bytes.size()), formatBytes(m_total));
    else
        facts << formatBytes(m_total);
    if (isWhole() && m_mode != Mode::Hex && m_bytes.size() > editorLimit)
        facts << tr("the first %1 are shown").arg(formatBytes(editorLimit));
    if (m_json.isOk())
        facts << tr("JSON");
    else if (isWhole() && (m_bytes.startsWith('{') || m_bytes.startsWith('[')))
        facts << whyNotJson();
    if (m_editable && isWhole() && !m_isText && m_mode != Mode::Hex)
        facts << tr("read only: it holds bytes that an editor would change");
    const bool oneLine = m_layout && *m_layout != JsonLayout::Indented;
    if (m_editable && m_mode == Mode::Json && m_isText)
        facts << (oneLine ? tr("is saved on one line, as it was") : tr("is saved as you see it"));
    m_facts->setText(facts.join(u" · "_s));
}

void BytesView::onTextChanged()
{
    if (isEditable())
        setModified(textOf(m_editor->document()) != m_shown);
}

void BytesView::fitHex()
{
    // 8 digits of offset, three columns a byte, one a character: as many bytes as fit.
    const int columns = m_hex->viewport()->width() / m_hex->fontMetrics().horizontalAdvance(u'0');
    m_hexModel->setBytesPerRow(columns >= 8 + 3 + 16 * 4 + 2 ? 16 : 8);
}

bool BytesView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fitHex();
    return QWidget::eventFilter(watched, event);
}

void BytesView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_textMode == Mode::Json)
        m_highlighter->rehighlight();
}

} // namespace hitlens
