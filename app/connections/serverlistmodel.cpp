// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/serverlistmodel.h"

#include <QLocale>
#include <QMimeData>

#include <algorithm>
#include <array>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const QString mimeType = u"application/x-hitlens-server"_s;

// A heading that comes with the servers under it.
struct Home
{
    QString section; // as the settings keep it
    QString title;
};

bool isLocal(const Endpoint &endpoint)
{
    static const std::array names{"localhost"_L1, "127.0.0.1"_L1, "::1"_L1};
    return !endpoint.socketPath.isEmpty() || std::ranges::count(names, endpoint.host) > 0;
}

// In the order shown.
QList<Home> environmentHomes()
{
    return {{u"environment/production"_s, ServerListModel::tr("Production")},
        {u"environment/staging"_s, ServerListModel::tr("Staging")},
        {u"environment/development"_s, ServerListModel::tr("Development")},
        {u"environment/other"_s, ServerListModel::tr("Other servers")},
        {u"environment/local"_s, ServerListModel::tr("This computer")}};
}

QString sectionOf(const Profile &profile)
{
    if (!profile.group.isEmpty())
        return u"group/"_s + profile.group;
    switch (profile.environment) {
    case Environment::Production:
        return u"environment/production"_s;
    case Environment::Staging:
        return u"environment/staging"_s;
    case Environment::Development:
        return u"environment/development"_s;
    case Environment::None:
        break;
    }
    return isLocal(profile.endpoint) ? u"environment/local"_s : u"environment/other"_s;
}

QString ungroupedSectionOf(Profile profile)
{
    profile.group.clear();
    return sectionOf(profile);
}

QString databaseText(const Profile &profile)
{
    const QString name = profile.databaseNames.value(profile.endpoint.db);
    return name.isEmpty()
        ? ServerListModel::tr("Database %1").arg(profile.endpoint.db)
        : ServerListModel::tr("Database %1 (%2)").arg(profile.endpoint.db).arg(name);
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

struct ServerListModel::Section
{
    QString key;
    QString title;
    QString group;
    QList<Profile> profiles;
};

ServerListModel::ServerListModel(ProfileStore &store, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(store)
{
    m_rows = arranged();
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

void ServerListModel::setAlert(const QString &id, const QString &text)
{
    if (m_alerts.value(id) == text)
        return;
    m_alerts.insert(id, text);
    if (const QModelIndex index = indexOf(id); index.isValid())
        emit dataChanged(index, index);
}

void ServerListModel::setStatus(const QString &id, const Status &status)
{
    if (std::exchange(m_statuses[id], status) == status)
        return; // as each second; views lay all of their rows out anew for a change
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
    const auto &[profile, heading, section, group] = m_rows[index.row()];
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
    case AlertRole:
        return m_alerts.value(profile.id);
    case StateRole:
        return static_cast<int>(status(profile.id).state);
    case IsFoldedRole:
        return isHeading && isFolded(section);
    case SectionRole:
        return section;
    case GroupRole:
        return group;
    case Qt::ToolTipRole:
        return isHeading ? QString() : toolTip(profile);
    case Qt::AccessibleTextRole:
        if (isHeading)
            return isFolded(section) ? tr("%1, folded").arg(heading) : heading;
        return QString(profile.name + u", "_s + detail(profile));
    default:
        return {};
    }
}

Qt::ItemFlags ServerListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const Profile &profile = m_rows[index.row()].profile;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemNeverHasChildren | Qt::ItemIsDropEnabled;
    if (!profile.id.isEmpty())
        flags |= Qt::ItemIsSelectable;
    if (!profile.id.isEmpty() && !isTransient(profile.id))
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

// ---- moving

QStringList ServerListModel::mimeTypes() const
{
    return {mimeType};
}

QMimeData *ServerListModel::mimeData(const QModelIndexList &indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    auto *data = new QMimeData;
    data->setData(mimeType, indexes.first().data(IdRole).toString().toUtf8());
    return data;
}

bool ServerListModel::canDropMimeData(const QMimeData *data, Qt::DropAction action, int row,
    int column, const QModelIndex &parent) const
{
    Q_UNUSED(column)
    const auto profile = m_store.profile(QString::fromUtf8(data->data(mimeType)));
    return action == Qt::MoveAction && profile && placeAt(*profile, row, parent);
}

bool ServerListModel::dropMimeData(
    const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const auto profile = m_store.profile(QString::fromUtf8(data->data(mimeType)));
    place(profile->id, *placeAt(*profile, row, parent));
    return true;
}

// Onto a heading: first under it. Onto or above a server: before it. At the very end: last.
std::optional<ServerListModel::Place> ServerListModel::placeAt(
    const Profile &profile, int row, const QModelIndex &parent) const
{
    if (m_rows.isEmpty() || (row < 0 && !parent.isValid()))
        return std::nullopt;
    const int at = parent.isValid() ? parent.row() : row;
    const bool isAbove = at < m_rows.size();
    // Above a heading means at the end of what stands before it.
    const bool isLast = !isAbove || (!parent.isValid() && m_rows[at].profile.id.isEmpty());
    const Row &near = m_rows[isLast ? std::max(at - 1, 0) : at];
    if (!mayStandUnder(profile, near))
        return std::nullopt;
    if (isLast)
        return Place{near.group, {}};
    return Place{near.group, near.profile.id.isEmpty() ? nextServer(at) : near.profile.id};
}

// A drag changes the person's own heading, never the environment: that is a promise about safety.
bool ServerListModel::mayStandUnder(const Profile &profile, const Row &row) const
{
    return !row.group.isEmpty() || row.section == ungroupedSectionOf(profile);
}

QString ServerListModel::nextServer(int row) const
{
    return row + 1 < m_rows.size() ? m_rows[row + 1].profile.id : QString();
}

void ServerListModel::place(const QString &id, const Place &place)
{
    if (id == place.before)
        return;
    if (const auto placed = m_store.place(id, place.group, place.before); !placed)
        emit moveFailed(placed.error());
}

void ServerListModel::shift(const QString &id, int step)
{
    const QModelIndex from = indexOf(id);
    if (!from.isValid() || isTransient(id))
        return;
    const Profile profile = m_rows[from.row()].profile;
    int to = from.row() + step;
    const bool leaves = to >= 0 && to < m_rows.size() && m_rows[to].profile.id.isEmpty();
    // Upwards the heading is its own: what is above it counts.
    if (leaves && step < 0)
        --to;
    if (to < 0 || to >= m_rows.size() || !mayStandUnder(profile, m_rows[to])
        || isTransient(m_rows[to].profile.id))
        return;
    const Row &there = m_rows[to];
    if (leaves && step < 0)
        place(id, {there.group, {}});
    else if (step < 0)
        place(id, {there.group, there.profile.id});
    else
        place(id, {there.group, nextServer(to)});
}

void ServerListModel::moveToGroup(const QString &id, const QString &group)
{
    place(id, {group, {}});
}

// ---- what is shown

void ServerListModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    rearrange();
}

void ServerListModel::setOrder(Order order)
{
    m_order = order;
    rearrange();
}

void ServerListModel::setFolded(const QStringList &sections)
{
    m_folded = sections;
    rearrange();
}

void ServerListModel::fold(const QString &section, bool isFolded)
{
    if (m_folded.contains(section) == isFolded)
        return;
    if (isFolded)
        m_folded << section;
    else
        m_folded.removeAll(section);
    rearrange();
    emit foldedChanged();
}

QStringList ServerListModel::groups() const
{
    QStringList groups;
    for (const Profile &profile : m_store.profiles() + m_transient) {
        if (!profile.group.isEmpty() && !groups.contains(profile.group))
            groups << profile.group;
    }
    return groups;
}

bool ServerListModel::isKnown(const QString &id) const
{
    return m_store.profile(id) || isTransient(id);
}

QModelIndex ServerListModel::headingOf(const QString &section) const
{
    const auto row = std::ranges::find(m_rows, section, &Row::section);
    return row == m_rows.end() ? QModelIndex() : index(static_cast<int>(row - m_rows.begin()));
}

qsizetype ServerListModel::serverCount() const
{
    return m_store.profiles().size() + m_transient.size();
}

bool ServerListModel::isShown(const Profile &profile) const
{
    const QStringList texts{profile.name, profile.endpoint.displayName(), profile.group};
    return m_filter.isEmpty() || std::ranges::any_of(texts, [this](const QString &text) {
        return text.contains(m_filter, Qt::CaseInsensitive);
    });
}

bool ServerListModel::isFolded(const QString &section) const
{
    return m_filter.isEmpty() && m_folded.contains(section);
}

QList<ServerListModel::Section> ServerListModel::sections() const
{
    QList<Section> sections;
    for (const QString &group : groups())
        sections << Section{u"group/"_s + group, group, group, {}};
    for (const Home &home : environmentHomes())
        sections << Section{home.section, home.title, {}, {}};
    for (const Profile &profile : m_store.profiles() + m_transient) {
        const auto section = std::ranges::find(sections, sectionOf(profile), &Section::key);
        if (section != sections.end() && isShown(profile))
            section->profiles << profile;
    }
    return sections;
}

QList<ServerListModel::Row> ServerListModel::arranged() const
{
    QList<Row> rows;
    for (Section &section : sections()) {
        if (section.profiles.isEmpty())
            continue;
        if (m_order == Order::LastUsedFirst)
            std::ranges::stable_sort(section.profiles,
                [](const Profile &a, const Profile &b) { return a.lastUsed > b.lastUsed; });
        rows << Row{{}, section.title, section.key, section.group};
        if (isFolded(section.key))
            continue;
        for (const Profile &profile : std::as_const(section.profiles))
            rows << Row{profile, {}, section.key, section.group};
    }
    return rows;
}

// A change that moves no row is no reset: views keep what is current and where they stand.
void ServerListModel::rearrange()
{
    QList<Row> rows = arranged();
    const auto isSameRow = [](const Row &a, const Row &b) {
        return a.profile.id == b.profile.id && a.heading == b.heading && a.section == b.section;
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
        if (const QString alert = m_alerts.value(profile.id); !alert.isEmpty())
            return tr("Alert: %1").arg(alert);
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
        lines << databaseText(profile);
    if (status.state == Status::State::Closed)
        lines << tr("Not connected");
    if (profile.lastUsed.isValid())
        lines << tr("Last used %1")
                     .arg(QLocale().toString(profile.lastUsed.toLocalTime(), QLocale::ShortFormat));
    lines << m_alerts.value(profile.id);
    if (status.error)
        lines << status.error->text << advice(*status.error);
    lines.removeAll(QString());
    return lines.join(u'\n');
}

} // namespace hitlens
