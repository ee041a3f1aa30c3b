// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/serverlistmodel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

enum class Group { Production, Staging, Development, Other, ThisComputer };

constexpr std::array groups{
    Group::Production, Group::Staging, Group::Development, Group::Other, Group::ThisComputer};

QString headingOf(Group group)
{
    switch (group) {
    case Group::Production:
        return ServerListModel::tr("Production");
    case Group::Staging:
        return ServerListModel::tr("Staging");
    case Group::Development:
        return ServerListModel::tr("Development");
    case Group::Other:
        return ServerListModel::tr("Other servers");
    case Group::ThisComputer:
        return ServerListModel::tr("This computer");
    }
    Q_UNREACHABLE();
}

bool isLocal(const Endpoint &endpoint)
{
    static const std::array names{"localhost"_L1, "127.0.0.1"_L1, "::1"_L1};
    return !endpoint.socketPath.isEmpty() || std::ranges::count(names, endpoint.host) > 0;
}

Group groupOf(const Profile &profile)
{
    switch (profile.environment) {
    case Environment::Production:
        return Group::Production;
    case Environment::Staging:
        return Group::Staging;
    case Environment::Development:
        return Group::Development;
    case Environment::None:
        break;
    }
    return isLocal(profile.endpoint) ? Group::ThisComputer : Group::Other;
}

QString waitingText(const Status &status)
{
    const qint64 ms = QDateTime::currentDateTimeUtc().msecsTo(status.retryAt);
    if (!status.retryAt.isValid() || ms <= 0)
        return ServerListModel::tr("reconnecting…");
    return ServerListModel::tr("reconnecting in %1 s…")
        .arg(static_cast<qint64>(std::ceil(static_cast<double>(ms) / 1000)));
}

QString failedText(const Status &status)
{
    if (status.error && status.error->kind == Error::Kind::Auth)
        return ServerListModel::tr("wrong or missing password");
    if (status.error && status.error->kind == Error::Kind::Permission)
        return ServerListModel::tr("permission missing");
    return ServerListModel::tr("not reached");
}

} // namespace

ServerListModel::ServerListModel(const ProfileStore &store, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(store)
    , m_rows(arranged())
{
    m_countdown.setInterval(1000);
    connect(&m_store, &ProfileStore::changed, this, &ServerListModel::rearrange);
    connect(&m_countdown, &QTimer::timeout, this, &ServerListModel::countDown);
}

void ServerListModel::addTransient(const Profile &profile)
{
    m_transient.removeIf([&profile](const Profile &other) { return other.id == profile.id; });
    m_transient << profile;
    rearrange();
}

void ServerListModel::removeTransient(const QString &id)
{
    m_transient.removeIf([&id](const Profile &profile) { return profile.id == id; });
    rearrange();
}

bool ServerListModel::isTransient(const QString &id) const
{
    return std::ranges::any_of(
        m_transient, [&id](const Profile &profile) { return profile.id == id; });
}

void ServerListModel::setStatus(const QString &id, const Status &status)
{
    m_statuses[id] = status;
    if (const QModelIndex index = indexOf(id); index.isValid())
        emit dataChanged(index, index);
    if (status.state == Status::State::Waiting && !m_countdown.isActive())
        m_countdown.start();
}

QModelIndex ServerListModel::indexOf(const QString &id) const
{
    const auto row = std::ranges::find(m_rows, id, [](const Row &r) { return r.profile.id; });
    return row == m_rows.end() || id.isEmpty() ? QModelIndex()
                                               : index(static_cast<int>(row - m_rows.begin()));
}

std::optional<Profile> ServerListModel::profile(const QString &id) const
{
    return profile(indexOf(id));
}

std::optional<Profile> ServerListModel::profile(const QModelIndex &index) const
{
    if (!index.isValid() || m_rows[index.row()].profile.id.isEmpty())
        return std::nullopt;
    return m_rows[index.row()].profile;
}

int ServerListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ServerListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &[profile, heading] = m_rows[index.row()];
    const bool isHeading = profile.id.isEmpty();
    switch (role) {
    case Qt::DisplayRole:
        return isHeading ? heading : profile.name;
    case IsHeadingRole:
        return isHeading;
    case IdRole:
        return profile.id;
    case DetailRole:
        return isHeading ? QString() : detail(profile);
    case StateRole:
        return static_cast<int>(status(profile.id).state);
    case Qt::ToolTipRole:
        return isHeading ? QString() : toolTip(profile);
    case Qt::AccessibleTextRole:
        return isHeading ? heading : QString(profile.name + u", "_s + detail(profile));
    default:
        return {};
    }
}

Qt::ItemFlags ServerListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    if (m_rows[index.row()].profile.id.isEmpty())
        return Qt::ItemNeverHasChildren;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

QList<ServerListModel::Row> ServerListModel::arranged() const
{
    QList<Row> rows;
    const QList<Profile> profiles = m_store.profiles() + m_transient;
    for (const Group group : groups) {
        const qsizetype heading = rows.size();
        for (const Profile &profile : profiles) {
            if (groupOf(profile) == group)
                rows << Row{profile, {}};
        }
        if (rows.size() > heading)
            rows.insert(heading, Row{{}, headingOf(group)});
    }
    return rows;
}

// A change that moves no row is no reset: views keep what is current and where they stand.
void ServerListModel::rearrange()
{
    QList<Row> rows = arranged();
    const auto isSameRow = [](const Row &a, const Row &b) {
        return a.profile.id == b.profile.id && a.heading == b.heading;
    };
    if (std::ranges::equal(rows, m_rows, isSameRow)) {
        m_rows = std::move(rows);
        if (!m_rows.isEmpty())
            emit dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void ServerListModel::countDown()
{
    bool isWaiting = false;
    for (auto it = m_statuses.cbegin(); it != m_statuses.cend(); ++it) {
        if (it->state != Status::State::Waiting)
            continue;
        isWaiting = true;
        if (const QModelIndex index = indexOf(it.key()); index.isValid())
            emit dataChanged(index, index, {DetailRole, Qt::AccessibleTextRole});
    }
    if (!isWaiting)
        m_countdown.stop();
}

QString ServerListModel::detail(const Profile &profile) const
{
    const Status status = this->status(profile.id);
    // The path of the demo's socket tells nobody anything.
    const QString address = profile.id == demoProfileId ? tr("private server, sample traffic")
                                                        : profile.endpoint.displayName();
    switch (status.state) {
    case Status::State::Closed:
        return profile.name == address ? tr("not connected") : address;
    case Status::State::Connecting:
        return tr("connecting…");
    case Status::State::Ready:
        return profile.name == address ? tr("connected") : address;
    case Status::State::Waiting:
        return waitingText(status);
    case Status::State::Failed:
        return failedText(status);
    }
    Q_UNREACHABLE();
}

QString ServerListModel::toolTip(const Profile &profile) const
{
    const Status status = this->status(profile.id);
    QStringList lines{profile.name, profile.endpoint.displayName()};
    if (profile.endpoint.db != 0)
        lines << tr("Database %1").arg(profile.endpoint.db);
    if (status.state == Status::State::Closed)
        lines << tr("Not connected");
    if (status.error)
        lines << status.error->text << advice(*status.error);
    lines.removeAll(QString());
    return lines.join(u'\n');
}

} // namespace hitlens
