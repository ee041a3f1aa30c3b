// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/bytesdelegate.h"

#include "app/keyspace/values/hashmodel.h"
#include "ui/widgets/format.h"

#include <QByteArrayList>

namespace hitlens {

namespace {

constexpr qsizetype shownBytes = 400;

QString shortened(const QByteArray &bytes)
{
    if (bytes.size() <= shownBytes)
        return displayBytes(bytes);
    // A cut inside a UTF-8 sequence would make all of it look like binary.
    qsizetype cut = shownBytes;
    while (cut > shownBytes - 4 && (static_cast<uchar>(bytes[cut]) & 0xc0) == 0x80)
        --cut;
    return displayBytes(QByteArrayView(bytes).first(cut)) + u'…';
}

QString fields(const QByteArrayList &namesAndValues)
{
    QStringList shown;
    for (qsizetype i = 0; i + 1 < namesAndValues.size() && i < 20; i += 2)
        shown << shortened(namesAndValues[i]) + u": " + shortened(namesAndValues[i + 1]);
    return shown.join(QStringLiteral("   "));
}

} // namespace

QString BytesDelegate::displayText(const QVariant &value, const QLocale &locale) const
{
    if (value.userType() == QMetaType::QByteArray)
        return shortened(value.toByteArray());
    if (value.userType() == QMetaType::QByteArrayList)
        return fields(value.value<QByteArrayList>());
    if (value.userType() == qMetaTypeId<Ttl>()) {
        const auto ttl = value.value<Ttl>();
        return ttl.state == Ttl::State::Expires ? formatDuration(ttl.left)
            : ttl.state == Ttl::State::Gone     ? tr("expired")
                                                : tr("none");
    }
    return QStyledItemDelegate::displayText(value, locale);
}

} // namespace hitlens
