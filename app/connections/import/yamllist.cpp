// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/yamllist.h"

#include "app/connections/import/importnotes.h"

#include <QJsonObject>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <vector>

namespace hitlens {

namespace {

constexpr qsizetype mostBytes = 1 << 20; // some thousand servers, read in less than a second
constexpr size_t deepest = 40;
constexpr qsizetype mostKeys = 1000; // of one map

Error wrong(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

QString utf8(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// Makes JSON of what the parser meets. To stop the parser there is no way but its own exception.
class JsonBuilder final : public YAML::EventHandler
{
public:
    QJsonValue root() const { return m_root; }

    void OnDocumentStart(const YAML::Mark &) override { }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        put(QJsonValue(), mark, anchor);
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override { refuse(mark, "an alias"); }
    void OnScalar(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
        const std::string &value) override
    {
        put(utf8(value), mark, anchor);
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
        YAML::EmitterStyle::value) override
    {
        open(false, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
        YAML::EmitterStyle::value) override
    {
        open(true, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Frame
    {
        bool isMap = false;
        bool hasKey = false;
        QString key;
        QJsonArray array;
        QJsonObject object;
    };

    [[noreturn]] static void refuse(const YAML::Mark &mark, const char *what)
    {
        throw YAML::ParserException(mark, what);
    }
    void open(bool isMap, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (anchor != 0)
            refuse(mark, "an anchor");
        if (m_frames.size() >= deepest)
            refuse(mark, "more than 40 levels");
        if (!m_frames.empty() && m_frames.back().isMap && !m_frames.back().hasKey)
            refuse(mark, "a key that is no text");
        Frame frame;
        frame.isMap = isMap;
        m_frames.push_back(std::move(frame));
    }
    void close()
    {
        const Frame frame = std::move(m_frames.back());
        m_frames.pop_back();
        add(frame.isMap ? QJsonValue(frame.object) : QJsonValue(frame.array));
    }
    void put(const QJsonValue &value, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (anchor != 0)
            refuse(mark, "an anchor");
        if (m_frames.empty() || !m_frames.back().isMap || m_frames.back().hasKey)
            return add(value);
        if (m_frames.back().object.size() >= mostKeys)
            refuse(mark, "more than 1000 keys in one map");
        m_frames.back().key = value.toString();
        m_frames.back().hasKey = true;
    }
    void add(const QJsonValue &value)
    {
        if (m_frames.empty()) {
            m_root = value;
            return;
        }
        Frame &frame = m_frames.back();
        if (frame.isMap)
            frame.object.insert(frame.key, value);
        else
            frame.array.append(value);
        frame.hasKey = false;
    }

    std::vector<Frame> m_frames;
    QJsonValue m_root;
};

} // namespace

Result<QJsonArray> yamlList(const QByteArray &text)
{
    if (text.size() > mostBytes)
        return wrong(importText("It is YAML of more than 1 MiB, which no list of servers is."));
    JsonBuilder builder;
    try {
        std::istringstream stream(text.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
    } catch (const YAML::Exception &error) {
        return wrong(importText("It is neither JSON nor YAML of a list of servers: line %1, column "
                                "%2 holds %3.")
                         .arg(QString::number(error.mark.line + 1),
                             QString::number(error.mark.column + 1), utf8(error.msg)));
    } catch (const std::exception &) {
        return wrong(importText("It is neither JSON nor YAML of a list of servers."));
    }
    if (!builder.root().isArray())
        return wrong(importText("It is neither JSON nor a YAML list of servers."));
    return builder.root().toArray();
}

} // namespace hitlens
