// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QRandomGenerator>

#include <chrono>

// What a web shop keeps in its Redis cache, as text: the names and values that applications which
// follow the usual advice on caching produce. Pure; the same id always gives the same bytes.
namespace hitlens::shop {

enum class Pattern {
    UserName, // user:7:name, plain, no expiry
    Session, // session:7, from 10 seconds up
    UserDetails, // cache:get_user_details:(7,):{}, a memoised function
    UserOrders, // cache:get_user_orders:(7,):{'page': 1}
    Recommendations, // cache:get_recommendations:(7,):{'tags': ['new', 'sale']}
    Search, // cache:search_products:('red shoes',):{'sort': 'price', 'in_stock': True}
    Products, // api:products, a response of the shop's API
    Item, // item:7, read cache-aside under a lock
};

// One key of a pattern. Ids count from 0, the most asked for first.
struct Entry
{
    Pattern pattern = Pattern::Item;
    quint32 id = 0;
};

QByteArray keyOf(const Entry &entry);
QByteArray valueOf(const Entry &entry);
// How long it is kept when written; 0 for good.
std::chrono::seconds ttlOf(const Entry &entry);

// How the shop's visitors use a pattern, at its full size.
struct Habit
{
    Pattern pattern;
    quint32 population; // ids that exist, in the database behind the cache
    quint32 warm; // of those, the first that are cached when the shop opens
    double share; // of all reads; they add up to 1
};
const QList<Habit> &habits();

// Which id a visitor asks for: Zipf-like, a few all the time and most hardly ever.
quint32 pickPopular(quint32 population, QRandomGenerator &random);

// Writes to everything else that a shop keeps: carts (hashes), job queues and recently seen items
// (lists), tags (sets), rankings (sorted sets), order events (streams), counters.
QList<QByteArrayList> visit(quint32 user, quint32 item, QRandomGenerator &random);
// Who packs what was ordered: a consumer group of the order events, with work begun.
QList<QByteArrayList> openWarehouse();
// What its background workers do, about once a second.
QList<QByteArrayList> housekeeping();

} // namespace hitlens::shop
