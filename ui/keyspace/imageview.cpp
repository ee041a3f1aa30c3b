// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/imageview.h"

#include "app/keyspace/decoders/background.h"
#include "app/keyspace/decoders/imagedecoder.h"
#include "ui/keyspace/imagereading.h"
#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

ImageView::ImageView(QWidget *parent)
    : QWidget(parent)
    , m_facts(new QLabel(this))
    , m_save(new QPushButton(tr("Save to file…"), this))
{
    setRole(m_facts, Role::Muted);
    m_facts->setWordWrap(true);
    m_save->setAutoDefault(false);
    connect(m_save, &QPushButton::clicked, this, &ImageView::chooseFile);
    auto *row = new QHBoxLayout;
    row->addWidget(m_facts, 1);
    row->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1);
    layout->addLayout(row);
    FocusPass::set(this, m_save);
}

ImageView::~ImageView() = default;

void ImageView::setFile(const QByteArray &file)
{
    m_file = file;
    m_image = {};
    m_error.clear();
    m_reading.reset();
    update();
    if (file.isEmpty())
        return;
    showFacts();
    m_reading = std::make_unique<QObject>();
    inBackground(
        m_reading.get(), [file] { return readImage(file); },
        [this](const ReadImage &read) {
            m_image = read.image;
            m_error = read.error;
            showFacts();
            update();
        });
}

void ImageView::showFacts()
{
    const auto info = imageInfo(m_file);
    QStringList facts;
    if (info)
        facts << info->format;
    const QSize size = info && info->size ? *info->size : m_image.size();
    if (!size.isEmpty())
        facts << tr("%1 × %2 pixels").arg(formatCount(size.width()), formatCount(size.height()));
    facts << formatBytes(m_file.size());
    if (!m_error.isEmpty())
        facts << m_error;
    m_facts->setText(facts.join(u" · "_s));
    setAccessibleName(tr("Image: %1").arg(m_facts->text()));
}

QRect ImageView::canvas() const
{
    const int foot = std::max(m_save->height(), m_facts->height());
    return rect().adjusted(0, 0, 0, -foot - layout()->spacing());
}

void ImageView::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    QPainter painter(this);
    painter.setPen(themeOf(this).line);
    painter.setBrush(themeOf(this).panel);
    painter.drawRect(canvas().adjusted(0, 0, -1, -1));
    if (m_image.isNull())
        return;
    constexpr int margin = 8;
    const QRect room = canvas().adjusted(margin, margin, -margin, -margin);
    QSize size = m_image.size();
    if (size.width() > room.width() || size.height() > room.height())
        size.scale(room.size(), Qt::KeepAspectRatio);
    QRect place(QPoint(), size);
    place.moveCenter(room.center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, m_image);
}

void ImageView::chooseFile()
{
    const auto info = imageInfo(m_file);
    const QString suffix = info ? info->format.toLower() : u"bin"_s;
    auto *dialog = new QFileDialog(this, tr("Save the image"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(u"image."_s + suffix);
    // What was asked for: the key may be read again meanwhile.
    connect(dialog, &QFileDialog::fileSelected, this, [this, file = m_file](const QString &path) {
        const QString error = write(file, path);
        m_facts->setText(error.isEmpty() ? tr("It is saved as %1.").arg(path) : error);
    });
    dialog->open();
}

QString ImageView::save(const QString &path) const
{
    return write(m_file, path);
}

QString ImageView::write(const QByteArray &bytes, const QString &path)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return tr("%1 cannot be written: %2.").arg(path, file.errorString());
}

} // namespace hitlens
