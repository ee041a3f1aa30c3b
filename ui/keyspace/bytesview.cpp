// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/bytesview.h"

#include "app/keyspace/values/hexmodel.h"
#include "app/keyspace/values/hextext.h"
#include "ui/keyspace/hextyping.h"
#include "ui/keyspace/imageview.h"
#include "ui/keyspace/jsontree.h"
#include "ui/keyspace/valuewords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QStackedLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Decoding mostly takes less: showing the bytes before it would only flicker.
constexpr auto moment = 50ms;
constexpr qsizetype highestLimit = 1024 * 1024 * 1024;

BytesView::Mode modeOf(const DecodedValue &value)
{
    switch (value.shown().kind) {
    case Decoded::Kind::Text:
        return BytesView::Mode::Text;
    case Decoded::Kind::Json:
        return BytesView::Mode::Json;
    case Decoded::Kind::Image:
        return BytesView::Mode::Image;
    case Decoded::Kind::Bytes:
        return value.isReadable ? BytesView::Mode::Text : BytesView::Mode::Hex;
    }
    Q_UNREACHABLE();
}

} // namespace

BytesView::BytesView(const QString &heading, QWidget *parent)
    : QWidget(parent)
    , m_library(new DecoderLibrary(this))
    , m_decoding(new ValueDecoding(this))
    , m_toolbar(new FlowLayout(8))
    , m_footer(new FlowLayout(8))
    , m_segments(new QButtonGroup(this))
    , m_decoders(new DecoderButton(this))
    , m_notice(new MessageStrip(this))
    , m_text(new TextEditor(this))
    , m_hexTyping(new HexTyping(m_text->view()))
    , m_editHex(new QPushButton(tr("Edit bytes"), this))
    , m_tree(new JsonTree(this))
    , m_image(new ImageView(this))
    , m_hexModel(new HexModel(this))
    , m_hex(new QListView(this))
    , m_stack(new QStackedLayout)
    , m_facts(new QLabel(this))
{
    build(heading);
    buildHex();
    m_moment.setSingleShot(true);
    m_moment.setInterval(moment);
    connect(&m_moment, &QTimer::timeout, this, &BytesView::showUndecoded);
    connect(m_decoding, &ValueDecoding::decoded, this, &BytesView::showValue);
    connect(m_decoders, &DecoderButton::chosen, this, &BytesView::choose);
    connect(m_text, &TextEditor::modifiedChanged, this, &BytesView::updateModified);
    connect(m_text, &TextEditor::loaded, this, &BytesView::onLoaded);
    m_decoders->setLibrary(m_library);
    clear();
}

BytesView::~BytesView() = default;

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
    m_toolbar->addWidget(m_decoders);
    m_toolbar->addWidget(m_editHex);
    addSegment(Mode::Text, tr("Text"));
    addSegment(Mode::Json, tr("JSON"));
    addSegment(Mode::Tree, tr("Tree"));
    addSegment(Mode::Image, tr("Image"));
    addSegment(Mode::Hex, tr("Hex"));
    for (QAbstractButton *button : m_segments->buttons())
        row->addWidget(button);
    connect(m_segments, &QButtonGroup::idClicked, this, [this](int id) { setMode(Mode(id)); });
    setRole(m_facts, Role::Muted);
    m_footer->addWidget(m_facts);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(m_toolbar);
    layout->addWidget(m_notice);
    layout->addLayout(m_stack, 1);
    layout->addLayout(m_footer);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_image);
    m_stack->addWidget(m_hex);
    m_text->setWrapping(true);
    FocusPass::set(this, m_text);
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

void BytesView::setLibrary(DecoderLibrary &library)
{
    m_library->disconnect(this);
    m_library = &library;
    m_decoders->setLibrary(&library);
    connect(&library, &DecoderLibrary::decodersChanged, this, [this] {
        if (!isModified() && !m_bytes.isNull())
            decode();
    });
}

void BytesView::setKey(const QByteArray &key)
{
    if (key == m_key && !m_key.isNull())
        return;
    m_key = key;
    m_decoders->setKey(key);
    m_isChosen = false;
}

void BytesView::setBytes(const QByteArray &bytes, qint64 total, qint64 offset)
{
    m_bytes = bytes.isNull() ? QByteArray("") : bytes;
    m_total = total;
    m_offset = offset;
    m_limits = {};
    forgetEdit();
    decode();
}

void BytesView::clear()
{
    m_decoding->cancel();
    m_moment.stop();
    m_bytes = QByteArray();
    m_total = 0;
    m_offset = 0;
    m_value = {};
    m_isSettled = true;
    m_mode = Mode::Text;
    m_editsHex = false;
    forgetEdit();
    showMode();
    m_decoders->showValue(m_value, {});
    m_decoders->setEnabled(false);
    m_notice->clear();
    m_facts->clear();
}

void BytesView::decode()
{
    if (!m_isChosen)
        m_choice = m_decoders->usualChoice();
    m_isSettled = false;
    m_isFilling = false;
    m_editsHex = false;
    m_text->setReadOnly(true);
    m_moment.start();
    DecodingRequest request{
        m_library->decoders(), m_bytes, !isWhole(), {}, m_choice.chain, m_choice.goesOn, m_limits};
    const ExternalRule *rule = ruleFor(m_library->settings().programs, m_key);
    if (rule && !m_key.isNull() && m_choice.usesProgram && isWhole())
        request.program = *rule;
    m_decoding->decode(request);
}

void BytesView::showValue(const DecodedValue &value)
{
    m_moment.stop();
    m_value = value;
    m_isSettled = true;
    m_mode = m_editsHex ? Mode::Hex : modeOf(value);
    m_decoders->setEnabled(true);
    m_decoders->showValue(m_value, m_choice);
    if (m_mode == Mode::Hex || m_mode == Mode::Image)
        m_text->setText({}); // it is not kept for nothing
    showMode();
    showNotices();
    if (!m_isFilling)
        emit settled();
}

void BytesView::showUndecoded()
{
    m_value = m_decoding->meanwhile();
    m_mode = modeOf(m_value);
    showMode();
    m_notice->clear();
}

QByteArray BytesView::content() const
{
    return m_value.shown().content;
}

bool BytesView::hasLast(const QByteArray &id) const
{
    return !m_value.chain.steps.isEmpty() && m_value.chain.steps.back().id == id;
}

void BytesView::setEditable(bool editable)
{
    if (m_editable == editable)
        return;
    m_editable = editable;
    m_text->setReadOnly(!isEditable());
    showHexButton();
    showFacts();
}

QString BytesView::whyNotEditable() const
{
    if (m_editsHex)
        return m_text->isLoading() ? tr("It is being loaded.") : whyNotEditHex();
    if (!isSettled() || m_bytes.isNull())
        return tr("It is being loaded.");
    if (!isWhole())
        return tr("It is shown only: this is not all of it.");
    const QString whyNot = m_value.whyNotEditable(*m_library->decoders());
    if (!whyNot.isEmpty())
        return whyNot;
    const Decoded::Kind kind = m_value.shown().kind;
    if (kind != Decoded::Kind::Text && kind != Decoded::Kind::Json)
        return tr("Bytes are shown only.");
    if (m_text->canEdit())
        return {};
    return m_text->isLoading() ? tr("It is being loaded.")
                               : tr("It is shown only: it has lines of more than %1 bytes, and "
                                    "its lines end in different ways. Edit its bytes as hex.")
                                     .arg(formatCount(TextEditor::longestLine));
}

void BytesView::forgetEdit()
{
    m_isRestored = false;
    m_text->setUnmodified();
    updateModified();
}

void BytesView::updateModified()
{
    const bool isModified = m_text->isModified() || m_isRestored;
    if (std::exchange(m_isModified, isModified) == isModified)
        return;
    // Decoding it otherwise would drop what was typed.
    enableUnless(m_decoders, true,
        isModified ? tr("Save or revert your edit before you choose another decoder.") : QString());
    showSegments();
    showHexButton();
    emit modifiedChanged(isModified);
}

void BytesView::onLoaded()
{
    if (!std::exchange(m_isFilling, false))
        return;
    m_text->setReadOnly(!isEditable());
    showFacts();
    emit settled();
}

void BytesView::revert()
{
    forgetEdit();
    m_editsHex = false;
    showMode();
}

BytesView::Draft BytesView::draft() const
{
    return {m_bytes, m_value, m_choice, m_text->text(), m_editsHex};
}

void BytesView::restore(const Draft &draft)
{
    m_decoding->cancel();
    m_isChosen = true;
    m_choice = draft.choice;
    forgetEdit();
    m_editsHex = draft.isHex;
    m_draft = draft.text;
    showValue(draft.value);
    m_draft.reset();
    updateModified();
}

void BytesView::choose(const DecoderChoice &choice)
{
    m_isChosen = choice != m_decoders->usualChoice();
    m_choice = choice;
    decode();
}

// An edit goes along: what was typed as JSON is what is then edited as text.
void BytesView::setMode(Mode mode)
{
    // Nor are there bytes of what is typed before it is encoded.
    if (isModified() && (m_editsHex || mode == Mode::Hex))
        return;
    if (mode == Mode::Text && hasLast("json"))
        swapLastStep("utf8");
    else if (mode == Mode::Json && hasLast("utf8"))
        swapLastStep("json");
    if (!m_isSettled)
        return;
    m_mode = mode;
    m_editsHex = false;
    showMode();
}

void BytesView::swapLastStep(const QByteArray &id)
{
    DecoderStep &step = m_value.chain.steps.back();
    DecoderChoice choice{{}, false, m_choice.usesProgram};
    for (const DecoderStep &each : m_value.chain.steps)
        choice.chain << each.id;
    choice.chain.back() = id;
    if (!isModified())
        return choose(choice);
    step.id = id;
    step.decoded.kind = id == "json" ? Decoded::Kind::Json : Decoded::Kind::Text;
    m_isChosen = true;
    m_choice = choice;
    m_decoders->showValue(m_value, m_choice);
}

void BytesView::showMode()
{
    showSegments();
    m_image->setFile(m_mode == Mode::Image ? content() : QByteArray());
    const bool isTree = m_mode == Mode::Tree;
    m_tree->setText(!isTree ? QByteArray() : isModified() ? m_text->text() : content());
    if (m_editsHex) {
        fillEditor(TextEditor::Language::Plain, hexText(hexBytes()));
    } else if (m_mode == Mode::Hex) {
        m_hexModel->setBytes(hexBytes(), isWhole() ? 0 : m_offset);
        m_stack->setCurrentWidget(m_hex);
    } else if (isTree) {
        m_stack->setCurrentWidget(m_tree);
    } else if (m_mode == Mode::Image) {
        m_stack->setCurrentWidget(m_image);
    } else {
        fillEditor(m_mode == Mode::Json ? TextEditor::Language::Json : TextEditor::Language::Plain,
            content());
    }
    m_text->setEditorName(m_editsHex ? tr("Bytes in hexadecimal") : tr("Value"));
    m_hexTyping->setActive(m_editsHex);
    m_text->setReadOnly(!isEditable());
    showHexButton();
    showFacts();
}

void BytesView::fillEditor(TextEditor::Language language, const QByteArray &text)
{
    m_text->setLanguage(language);
    m_isRestored = m_isRestored || m_draft;
    if (!isModified())
        m_text->setText(m_draft.value_or(text));
    m_isFilling = m_isSettled && m_text->isLoading();
    m_stack->setCurrentWidget(m_text);
}

void BytesView::showSegments()
{
    const Decoded shown = m_value.shown();
    const auto button = [this](Mode mode) { return m_segments->button(int(mode)); };
    const bool isText = shown.kind == Decoded::Kind::Text || m_value.isReadable;
    const bool isJson = shown.kind == Decoded::Kind::Json;
    const QString whyNot = m_editsHex && isModified()
        ? tr("Save or revert your edit of the bytes before you look at them otherwise.")
        : QString();
    button(m_mode)->setChecked(true);
    button(Mode::Json)->setToolTip(m_value.jsonError);
    enableUnless(button(Mode::Text), isText || hasLast("json") || m_bytes.isNull(), whyNot);
    enableUnless(button(Mode::Json), isJson || (hasLast("utf8") && m_value.isJson), whyNot);
    enableUnless(button(Mode::Tree), isJson && m_isSettled, whyNot);
    enableUnless(button(Mode::Image), true, whyNot);
    enableUnless(button(Mode::Hex), true,
        isModified() && !m_editsHex ? tr("Save or revert your edit before you look at the bytes.")
                                    : QString());
    button(Mode::Image)->setVisible(shown.kind == Decoded::Kind::Image);
}

void BytesView::showNotices()
{
    const Decoded *failure = m_value.failure();
    if (!failure && !m_value.isCut())
        return m_notice->clear();
    if (!failure) {
        m_notice->showNote(m_value.cutNote());
        if (m_limits.output < highestLimit)
            m_notice->addAction(
                tr("Show up to %1").arg(formatBytes(std::min(m_limits.output * 4, highestLimit))),
                this, [this] { raiseLimit(); });
        return;
    }
    const QString what = failureOf(m_value, *m_library->decoders(), !isWhole());
    if (isWhole())
        m_notice->showError({Error::Kind::Local, {}, failure->error}, what);
    else
        m_notice->showNote(what);
}

void BytesView::raiseLimit()
{
    m_limits.output = std::min(m_limits.output * 4, highestLimit);
    decode();
}

void BytesView::showFacts()
{
    if (!isSettled())
        return m_facts->setText(tr("Decoding…"));
    QStringList facts;
    if (isWhole())
        facts << formatBytes(m_total);
    else if (m_offset == 0)
        facts << tr("The first %1 of %2").arg(formatBytes(m_bytes.size()), formatBytes(m_total));
    else
        facts << tr("Bytes %1 to %2 of %3")
                     .arg(formatCount(m_offset), formatCount(m_offset + m_bytes.size() - 1),
                         formatBytes(m_total));
    if (hexBytes().size() != m_bytes.size())
        facts << tr("%1 decoded").arg(formatBytes(hexBytes().size()));
    facts << notesOf(m_value);
    const bool isText = m_mode == Mode::Text || m_mode == Mode::Json;
    const QString whyNot = m_editable && isText && isWhole() ? whyNotEditable() : QString();
    if (!whyNot.isEmpty() && !facts.contains(whyNot) && !m_value.failure() && !m_value.isCut())
        facts << whyNot;
    if (m_editsHex)
        facts << tr("typing goes over the digits, Insert switches");
    else if (isEditable() && hasLast("json"))
        facts << (m_value.keepsLayout ? tr("is saved on one line, as it was")
                                      : tr("is saved as you see it"));
    m_facts->setText(facts.join(u" · "_s));
    m_text->setPartial(!isWhole() || m_value.isCut());
    m_tree->setPartial(!isWhole() || m_value.isCut());
}

} // namespace hitlens
