// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/zippedfile.h"

#include "app/connections/import/importnotes.h"

#include <zip.h>

#include <memory>
#include <optional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostPacked = 2 << 20;
constexpr zip_uint64_t mostUnpacked = 8 << 20;
constexpr zip_int64_t mostFiles = 1000;

struct Closer
{
    void operator()(zip_t *archive) const { zip_discard(archive); }
    void operator()(zip_file_t *file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Closer>;
using File = std::unique_ptr<zip_file_t, Closer>;

Error wrong(const char *text)
{
    return {Error::Kind::Local, {}, importText(text)};
}

Archive opened(const QByteArray &zip)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(
        zip.constData(), static_cast<zip_uint64_t>(zip.size()), 0, &error);
    Archive archive(source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr);
    if (source && !archive)
        zip_source_free(source);
    zip_error_fini(&error);
    return archive;
}

std::optional<zip_uint64_t> indexOf(zip_t *archive, const QString &name)
{
    const zip_int64_t named
        = zip_name_locate(archive, name.toUtf8().constData(), ZIP_FL_NOCASE | ZIP_FL_NODIR);
    if (named >= 0)
        return static_cast<zip_uint64_t>(named);
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
        const char *entry = zip_get_name(archive, i, 0);
        if (entry && !QByteArrayView(entry).endsWith('/'))
            return i;
    }
    return std::nullopt;
}

Result<QByteArray> unpacked(zip_t *archive, zip_uint64_t index)
{
    zip_stat_t stat;
    if (zip_stat_index(archive, index, 0, &stat) == 0 && (stat.valid & ZIP_STAT_ENCRYPTION_METHOD)
        && stat.encryption_method != ZIP_EM_NONE)
        return wrong("It is a zip with a password. Unpack it, and import what is in it.");
    const File file(zip_fopen_index(archive, index, 0));
    if (!file)
        return wrong("It is a zip that is damaged. Export it again.");
    // What the zip says about the size may be a lie.
    QByteArray content(mostUnpacked + 1, Qt::Uninitialized);
    const zip_int64_t size = zip_fread(file.get(), content.data(), mostUnpacked + 1);
    if (size < 0)
        return wrong("It is a zip that is damaged. Export it again.");
    if (size > static_cast<zip_int64_t>(mostUnpacked))
        return wrong("It is a zip that unpacks to more than 8 MiB, which no list of servers is.");
    content.truncate(size);
    // The checksum is looked at when the end is met.
    char beyond = 0;
    if (zip_fread(file.get(), &beyond, 1) != 0)
        return wrong("It is a zip that is damaged. Export it again.");
    return content;
}

} // namespace

bool isZip(QByteArrayView content)
{
    return content.startsWith("PK\x03\x04") || content.startsWith("PK\x05\x06");
}

Result<QByteArray> fileInZip(const QByteArray &zip, const QString &name)
{
    if (zip.size() > mostPacked)
        return wrong("It is a zip of more than 2 MiB, which no list of servers is.");
    const Archive archive = opened(zip);
    if (!archive)
        return wrong("It is a zip that is damaged or incomplete. Export it again.");
    if (zip_get_num_entries(archive.get(), 0) > mostFiles)
        return wrong("It is a zip of more than 1,000 files. Import the one with the servers.");
    const auto index = indexOf(archive.get(), name);
    return index ? unpacked(archive.get(), *index) : wrong("It is a zip without a file in it.");
}

} // namespace hitlens
