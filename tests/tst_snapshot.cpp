// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/snapshotfilereader.h"
#include "app/invalidation/snapshotfilewriter.h"
#include "tests/fixtures/snapshots.h"

#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <sys/resource.h>

#include <csignal>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 unlimited = std::numeric_limits<qint64>::max();

using Batches = QList<QList<SnapshotEntry>>;

// What a reader made of a file.
struct Read
{
    Batches batches;
    std::optional<Error> error;
    bool isWhole = false;
};

const Batches &smallBatches()
{
    static const Batches batches{
        {{"plain", 4102444800123, "first"}, {QByteArray("b\0\r\n\xff\"", 6), std::nullopt, "\0x"}},
        {{"", 1, QByteArray(300, 'z')}},
        {{"expiry only", -5, {}}, {"persistent", std::nullopt, {}}}};
    return batches;
}

// At most so many bytes of a file are written by this process, and then it is told so, as by a full
// disk.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FileSizeLimit)

private:
    rlimit m_before{};
};

} // namespace

class TestSnapshot final : public QObject
{
    Q_OBJECT

private slots:
    void headersStandInOneLine();
    void roundTrip_data() { kinds(); }
    void roundTrip();
    void isPrivate();
    void nothingIsLegibleWithAKey();
    void endsAnywhere_data() { kinds(); }
    void endsAnywhere();
    void everyFlippedBitIsSeen_data() { kinds(); }
    void everyFlippedBitIsSeen();
    void movedFramesAreSeen();
    void damageSaysWhere();
    void theLimitIsKept_data() { kinds(); }
    void theLimitIsKept();
    void aFullDiskLeavesWhatIsWhole_data() { kinds(); }
    void aFullDiskLeavesWhatIsWhole();
    void noRoomForTheHeader();
    void largeValues();
    void withoutKeysThereIsNoFile();
    void withoutItsKey();
    void notWhileItIsWritten();
    void neverOverAnother();

private:
    static void kinds()
    {
        QTest::addColumn<bool>("isEncrypted");
        QTest::newRow("plain") << false;
        QTest::newRow("encrypted") << true;
    }
    static SnapshotFileHeader fileHeader()
    {
        SnapshotFileHeader file;
        file.header = snapshotHeader(u"one"_s);
        file.removedAt = file.header.made.addDays(1);
        return file;
    }
    QByteArray keyOf(bool isEncrypted) const { return isEncrypted ? m_key : QByteArray(); }
    QString path() const { return m_folder.filePath(u"one.hitlens-undo"_s); }
    SnapshotWriterPtr makeWriter(const QByteArray &key, qint64 mostBytes = unlimited) const
    {
        QFile::remove(path());
        const auto writer = SnapshotFileWriter::create(path(), fileHeader(), key, mostBytes);
        return writer ? *writer : nullptr;
    }
    QByteArray smallFile(const QByteArray &key) const;
    Read readAll(const QByteArray &key) const;
    Read readBytes(const QByteArray &bytes, const QByteArray &key) const;

    QTemporaryDir m_folder;
    const QByteArray m_key = SnapshotSeal::newKey();
};

QByteArray TestSnapshot::smallFile(const QByteArray &key) const
{
    const auto writer = makeWriter(key);
    for (const auto &batch : smallBatches()) {
        if (!writer->append(batch))
            qFatal("a batch cannot be written");
    }
    if (!writer->finish())
        qFatal("the file cannot be finished");
    QFile file(path());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Read TestSnapshot::readAll(const QByteArray &key) const
{
    Read read;
    const auto reader = SnapshotFileReader::open(path(), key);
    if (!reader) {
        read.error = reader.error();
        return read;
    }
    for (;;) {
        const auto batch = (*reader)->next();
        if (!batch) {
            read.error = batch.error();
            return read;
        }
        if (batch->isEmpty())
            break;
        read.batches << *batch;
    }
    read.isWhole = (*reader)->isWhole();
    return read;
}

Read TestSnapshot::readBytes(const QByteArray &bytes, const QByteArray &key) const
{
    QFile file(path());
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        qFatal("the file cannot be changed");
    return readAll(key);
}

void TestSnapshot::headersStandInOneLine()
{
    SnapshotFileHeader file = fileHeader();
    file.header.made = QDateTime::fromMSecsSinceEpoch(1764182400123, QTimeZone::utc());
    file.removedAt = file.header.made.addSecs(60);
    file.header.pattern = "\xff*\n\"";
    file.header.server = u"na\nïve \"cache\""_s;
    file.header.serverId = u"id"_s;
    file.header.address = u"[::1]:6379"_s;
    file.header.db = 7;
    file.header.hasValues = false;
    const QByteArray line = toSnapshotLine(file);
    QCOMPARE(line.count('\n'), 1);
    QVERIFY(line.endsWith('\n'));
    QCOMPARE(*fromSnapshotLine(line), file);
    file.isEncrypted = true;
    file.stream = QByteArray(24, 's');
    file.keyId = QByteArray(16, 'k');
    QCOMPARE(*fromSnapshotLine(toSnapshotLine(file)), file);
    QVERIFY(!fromSnapshotLine("{}\n"));
    QVERIFY(!fromSnapshotLine(line.chopped(1)));
    const auto newer = fromSnapshotLine(QByteArray(line).replace("\"version\":1", "\"version\":2"));
    QVERIFY(newer.error().text.contains(u"newer Hitlens"_s));
}

void TestSnapshot::roundTrip()
{
    QFETCH(const bool, isEncrypted);
    const QByteArray key = keyOf(isEncrypted);
    const auto writer = makeWriter(key);
    qint64 size = writer->bytes();
    for (const auto &batch : smallBatches()) {
        QVERIFY(writer->append(batch));
        QVERIFY2(QFileInfo(path()).size() == writer->bytes(), "it is with the system already");
        QVERIFY(writer->bytes() > size);
        size = writer->bytes();
    }
    QVERIFY(writer->append({}));
    QCOMPARE(writer->keys(), 5);
    QVERIFY(writer->finish());
    QCOMPARE(QFileInfo(path()).size(), writer->bytes());
    QVERIFY(!writer->append(smallBatches().first()));
    QVERIFY(!writer->finish());

    const Read read = readAll(key);
    QCOMPARE(read.error, std::nullopt);
    QCOMPARE(read.batches, smallBatches());
    QVERIFY(read.isWhole);
    QCOMPARE(SnapshotFileReader::headerOf(path())->isEncrypted, isEncrypted);
}

void TestSnapshot::isPrivate()
{
    const auto writer = makeWriter({});
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
        | QFileDevice::WriteOther;
    QVERIFY(!(QFile(path()).permissions() & others));
    QVERIFY(QFile(path()).permissions() & QFileDevice::ReadOwner);
}

void TestSnapshot::nothingIsLegibleWithAKey()
{
    QVERIFY(smallFile({}).contains("zzz") || smallFile({}).contains("plain"));
    const QByteArray first = smallFile(m_key);
    const QByteArray second = smallFile(m_key);
    QVERIFY(!first.contains("plain") && !first.contains("zzz") && !first.contains("first"));
    const qsizetype frames = first.indexOf('\n') + 1;
    QVERIFY(first.sliced(frames) != second.sliced(second.indexOf('\n') + 1));
}

void TestSnapshot::endsAnywhere()
{
    QFETCH(const bool, isEncrypted);
    const QByteArray key = keyOf(isEncrypted);
    const QByteArray whole = smallFile(key);
    const qsizetype header = whole.indexOf('\n') + 1;
    qsizetype batches = 0;
    for (qsizetype size = 0; size < whole.size(); ++size) {
        const Read read = readBytes(whole.first(size), key);
        QVERIFY(!read.isWhole);
        QCOMPARE(read.error.has_value(), size < header);
        QCOMPARE(read.batches, smallBatches().first(read.batches.size()));
        QVERIFY(read.batches.size() >= batches && read.batches.size() <= batches + 1);
        batches = read.batches.size();
    }
    QCOMPARE(batches, smallBatches().size());
    QVERIFY(readBytes(whole, key).isWhole);
    QVERIFY2(readBytes(whole + 'x', key).error, "something stands after the end");
}

void TestSnapshot::everyFlippedBitIsSeen()
{
    QFETCH(const bool, isEncrypted);
    const QByteArray key = keyOf(isEncrypted);
    const QByteArray whole = smallFile(key);
    for (qsizetype at = 0; at < whole.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            QByteArray changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            const Read read = readBytes(changed, key);
            QVERIFY2(read.error, qPrintable(u"byte %1, bit %2"_s.arg(at).arg(bit)));
            QCOMPARE(read.error->kind, Error::Kind::Local);
            QCOMPARE(read.batches, smallBatches().first(read.batches.size()));
        }
    }
}

void TestSnapshot::movedFramesAreSeen()
{
    for (const QByteArray &key : {QByteArray(), m_key}) {
        auto writer = makeWriter(key);
        QList<qint64> places;
        for (const char *name : {"a", "b", "c"}) {
            places << writer->bytes();
            QVERIFY(writer->append({{name, 1, "v"}}));
        }
        writer.reset();
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const qsizetype size = places[1] - places[0];
        const QByteArray swapped = bytes.first(places[0]) + bytes.sliced(places[1], size)
            + bytes.sliced(places[0], size) + bytes.sliced(places[2]);
        QCOMPARE(readBytes(swapped, key).batches, {});
        QCOMPARE(readBytes(swapped, key).error->code, "DAMAGED");
        QByteArray shortened = bytes;
        shortened.remove(places[1], size);
        QCOMPARE(readBytes(shortened, key).batches.size(), 1);
        QCOMPARE(readBytes(shortened, key).error->code, "DAMAGED");
    }
}

void TestSnapshot::damageSaysWhere()
{
    const auto writer = makeWriter({});
    QVERIFY(writer->append(smallBatches().first()));
    const qint64 place = writer->bytes();
    QVERIFY(writer->append(smallBatches().last()));
    QVERIFY(writer->finish());
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(place + 12) && file.putChar('\xee'));
    file.close();
    const Read read = readAll({});
    QCOMPARE(read.batches.size(), 1);
    QCOMPARE(read.error->code, "DAMAGED");
    QVERIFY(read.error->text.contains(QString::number(place)));
    QVERIFY(read.error->text.contains(u"2 keys before that are intact"_s));
}

void TestSnapshot::theLimitIsKept()
{
    QFETCH(const bool, isEncrypted);
    const QByteArray key = keyOf(isEncrypted);
    constexpr qint64 limit = 4000;
    const auto writer = makeWriter(key, limit);
    std::optional<Error> error;
    int batches = 0;
    for (; !error && batches < 1000; ++batches) {
        const auto done = writer->append({{QByteArray::number(batches), 5, "value"}});
        if (!done)
            error = done.error();
    }
    QCOMPARE(error->kind, Error::Kind::Local);
    QCOMPARE(error->code, "FULL");
    QCOMPARE(writer->keys(), batches - 1);
    QVERIFY(writer->bytes() <= limit && writer->bytes() > limit - 200);
    writer->setMostBytes(limit * 2);
    QVERIFY(writer->append({{"one more", 5, "value"}}));
    writer->setMostBytes(limit); // the end is written all the same
    QVERIFY(writer->finish());
    const Read read = readAll(key);
    QVERIFY(read.isWhole);
    QCOMPARE(read.batches.size(), batches);
    QCOMPARE(read.batches.last().first().key, "one more");
}

void TestSnapshot::aFullDiskLeavesWhatIsWhole()
{
    QFETCH(const bool, isEncrypted);
    const QByteArray key = keyOf(isEncrypted);
    const auto writer = makeWriter(key);
    QVERIFY(writer->append(smallBatches().first()));
    const qint64 before = writer->bytes();
    QByteArray noise(5000, Qt::Uninitialized);
    for (qsizetype i = 0; i < noise.size(); ++i)
        noise[i] = static_cast<char>((i * 7919) >> 3);
    {
        const FileSizeLimit limit(static_cast<rlim_t>(before) + 100);
        const auto done = writer->append({{"large", 5, noise + SnapshotSeal::newKey()}});
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Local);
        QCOMPARE(done.error().code, "EFBIG");
        QVERIFY(done.error().text.contains(path()));
        QVERIFY(done.error().text.contains(u"File too large"_s));
    }
    QCOMPARE(writer->bytes(), before);
    QCOMPARE(QFileInfo(path()).size(), before);
    QCOMPARE(writer->keys(), 2);
    QVERIFY(writer->append(smallBatches().last())); // somebody has made room
    QVERIFY(writer->finish());
    const Read read = readAll(key);
    QVERIFY(read.isWhole);
    QCOMPARE(read.batches, (Batches{smallBatches().first(), smallBatches().last()}));
}

void TestSnapshot::noRoomForTheHeader()
{
    QFile::remove(path());
    {
        const FileSizeLimit limit(10);
        const auto writer = SnapshotFileWriter::create(path(), fileHeader(), {}, unlimited);
        QVERIFY(!writer);
        QCOMPARE(writer.error().code, "EFBIG");
    }
    QVERIFY(!QFile::exists(path()));
    const auto nowhere
        = SnapshotFileWriter::create(path() + u"/missing"_s, fileHeader(), {}, unlimited);
    QCOMPARE(nowhere.error().code, "ENOENT");
}

void TestSnapshot::largeValues()
{
    for (const QByteArray &key : {QByteArray(), m_key}) {
        QByteArray value(5 * 1024 * 1024, 'v');
        for (qsizetype i = 0; i < value.size(); i += 3)
            value[i] = static_cast<char>(i >> 5);
        const Batches batches{{{"a", 1, value}, {"b", std::nullopt, value}}, {{"c", 2, "small"}}};
        const auto writer = makeWriter(key);
        for (const auto &batch : batches)
            QVERIFY(writer->append(batch));
        QVERIFY(writer->finish());
        QVERIFY(writer->bytes() < 2 * value.size());
        const Read read = readAll(key);
        QVERIFY(read.batches == batches);
        QVERIFY(read.isWhole);
    }
}

void TestSnapshot::withoutKeysThereIsNoFile()
{
    {
        const auto writer = makeWriter({});
        QVERIFY(QFile::exists(path()));
        QVERIFY(writer->finish());
        QVERIFY(!QFile::exists(path()));
    }
    makeWriter({}).reset(); // never finished
    QVERIFY(!QFile::exists(path()));
    auto writer = makeWriter({});
    QVERIFY(writer->append(smallBatches().first()));
    writer.reset();
    QVERIFY(QFile::exists(path()));
    const Read read = readAll({});
    QCOMPARE(read.batches.size(), 1);
    QVERIFY(!read.isWhole);
}

void TestSnapshot::withoutItsKey()
{
    smallFile(m_key);
    const Read none = readAll({});
    QCOMPARE(none.error->code, "KEY");
    QVERIFY(none.error->text.contains(u"does not have its key any more"_s));
    const Read another = readAll(SnapshotSeal::newKey());
    QCOMPARE(another.error->code, "KEY");
    QVERIFY(another.error->text.contains(u"another key"_s));
    QVERIFY2(SnapshotFileReader::headerOf(path()), "what it is can be told all the same");
    smallFile({});
    QVERIFY(readAll(m_key).isWhole);
}

void TestSnapshot::notWhileItIsWritten()
{
    auto writer = makeWriter({});
    QVERIFY(writer->append(smallBatches().first()));
    QCOMPARE(readAll({}).error->code, "BUSY");
    writer.reset();
    QVERIFY(!readAll({}).error);
}

void TestSnapshot::neverOverAnother()
{
    const QByteArray before = smallFile({});
    const auto writer = SnapshotFileWriter::create(path(), fileHeader(), {}, unlimited);
    QVERIFY(!writer);
    QCOMPARE(writer.error().code, "EEXIST");
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), before);
}

QTEST_GUILESS_MAIN(TestSnapshot)
#include "tst_snapshot.moc"
