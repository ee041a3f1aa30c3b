// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/demo/shop.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hitlens::shop {

using namespace std::chrono_literals;

namespace {

constexpr std::array firstNames{"Ada", "Björn", "Chidi", "Dolores", "Emre", "Fatima", "Grace",
    "Hiroshi", "Ingrid", "João", "Kateřina", "Linus", "Mwangi", "Noor", "Olga", "Priya"};
constexpr std::array lastNames{"Adeyemi", "Berg", "Costa", "Dvořák", "Eriksen", "Fischer", "Garcia",
    "Haddad", "Ivanova", "Jansen", "Kowalski", "Lopez", "Moreau"};
constexpr std::array colors{
    "red", "blue", "green", "black", "white", "grey", "navy", "olive", "sand", "rust", "teal"};
constexpr std::array things{"shoes", "linen shirt", "rain jacket", "backpack", "wool socks",
    "desk lamp", "tea pot", "notebook", "headphones", "water bottle", "cap", "blanket",
    "bike bell"};
constexpr std::array materials{"organic cotton", "recycled nylon", "oiled oak", "brushed steel",
    "merino wool", "stoneware", "full-grain leather"};
constexpr std::array orders{"price", "newest", "rating"};

// Spreads ids, so that neighbours do not look alike. (Knuth's multiplicative hash.)
quint32 scatter(quint32 id, quint32 salt)
{
    quint32 mixed = (id + 1) * 2654435761U ^ salt * 2246822519U;
    mixed ^= mixed >> 15;
    return mixed * 2654435769U >> 8;
}

template <std::size_t Size>
QByteArray oneOf(const std::array<const char *, Size> &words, quint32 id, quint32 salt)
{
    return words[scatter(id, salt) % Size];
}

QByteArray number(quint32 value)
{
    return QByteArray::number(value);
}

QByteArray price(quint32 id)
{
    return number(4 + scatter(id, 1) % 180) + ".90";
}

QByteArray thing(quint32 id)
{
    return oneOf(colors, id, 2) + ' ' + oneOf(things, id, 3);
}

QByteArray userName(quint32 id)
{
    return oneOf(firstNames, id, 4) + ' ' + oneOf(lastNames, id, 5);
}

QByteArray product(quint32 id)
{
    return R"({"id": )" + number(id + 1) + R"(, "name": ")" + thing(id) + R"(", "price": )"
        + price(id) + '}';
}

// A JSON array of that many products.
QByteArray products(quint32 id, quint32 count)
{
    QByteArrayList each;
    for (quint32 i = 0; i < count; ++i)
        each << product(scatter(id + i, 6) % 5000);
    return '[' + each.join(", ") + ']';
}

QByteArray item(quint32 id)
{
    const QByteArray name = thing(id);
    const QByteArray file = number(scatter(id, 19));
    return R"({"id": )" + number(id + 1) + R"(, "name": ")" + name + R"(", "price": )" + price(id)
        + R"(, "stock": )" + number(scatter(id, 7) % 90) + R"(, "rating": 4.)"
        + number(scatter(id, 9) % 10) + R"(, "description": "Our )" + name + R"(, made of )"
        + oneOf(materials, id, 8)
        + " by people who like what they do. It lasts for years, is repaired free of charge for as "
          "long, and comes without any plastic around it. Send it back within a hundred days."
        + R"(", "images": ["https://img.example.org/)" + file
        + R"(/front.webp", "https://img.example.org/)" + file
        + R"(/back.webp"], "delivery": {"days": )" + number(1 + scatter(id, 20) % 5)
        + R"(, "free": )" + (scatter(id, 21) % 2 == 0 ? "true" : "false") + "}}";
}

QByteArray userDetails(quint32 id)
{
    return R"({"id": )" + number(id + 1) + R"(, "name": ")" + userName(id) + R"(", "email": "user)"
        + number(id + 1) + R"(@example.org", "premium": )"
        + (scatter(id, 10) % 5 == 0 ? "true" : "false") + R"(, "address": {"street": ")"
        + oneOf(lastNames, id, 22) + " Street " + number(1 + scatter(id, 23) % 140)
        + R"(", "city": "Springfield", "country": "NL"}, "newsletter": true})";
}

QByteArray userOrders(quint32 id)
{
    return R"({"page": 1, "orders": [{"id": )" + number(100000 + scatter(id, 11) % 900000)
        + R"(, "total": )" + price(id + 7) + R"(, "state": "shipped"}]})";
}

QByteArray session(quint32 id)
{
    return R"({"user_id": )" + number(id + 1) + R"(, "csrf": ")"
        + QByteArray::number(quint64(scatter(id, 12)) * scatter(id, 13), 16)
        + R"(", "cart_items": )" + number(scatter(id, 14) % 4) + '}';
}

QByteArray memoised(const char *function, const QByteArray &args, const QByteArray &kwargs)
{
    return QByteArray("cache:") + function + ":(" + args + ",):{" + kwargs + '}';
}

QByteArray searchKey(quint32 id)
{
    const QByteArray words = oneOf(colors, id, 15) + ' ' + oneOf(things, id, 16);
    return memoised("search_products", '\'' + words + '\'',
        "'sort': '" + oneOf(orders, id, 17) + "', 'page': " + number(1 + id / 400)
            + ", 'in_stock': True");
}

} // namespace

QByteArray keyOf(const Entry &entry)
{
    const QByteArray id = number(entry.id + 1);
    switch (entry.pattern) {
    case Pattern::UserName:
        return "user:" + id + ":name";
    case Pattern::Session:
        return "session:" + id;
    case Pattern::UserDetails:
        return memoised("get_user_details", id, {});
    case Pattern::UserOrders:
        return memoised("get_user_orders", id, "'page': 1");
    case Pattern::Recommendations:
        return memoised("get_recommendations", id, "'tags': ['new', 'sale']");
    case Pattern::Search:
        return searchKey(entry.id);
    case Pattern::Products:
        return entry.id == 0 ? QByteArray("api:products") : "api:products:" + id;
    case Pattern::Item:
        return "item:" + id;
    }
    Q_UNREACHABLE();
}

QByteArray valueOf(const Entry &entry)
{
    switch (entry.pattern) {
    case Pattern::UserName:
        return userName(entry.id);
    case Pattern::Session:
        return session(entry.id);
    case Pattern::UserDetails:
        return userDetails(entry.id);
    case Pattern::UserOrders:
        return userOrders(entry.id);
    case Pattern::Recommendations:
        return products(entry.id, 6);
    case Pattern::Search:
        return products(entry.id, 5);
    case Pattern::Products:
        return products(entry.id, 20);
    case Pattern::Item:
        return item(entry.id);
    }
    Q_UNREACHABLE();
}

std::chrono::seconds ttlOf(const Entry &entry)
{
    switch (entry.pattern) {
    case Pattern::UserName:
        return 0s;
    case Pattern::Session:
        return std::chrono::seconds(10 + scatter(entry.id, 18) % 590);
    case Pattern::UserOrders:
    case Pattern::Search:
        return 60s;
    case Pattern::UserDetails:
    case Pattern::Recommendations:
    case Pattern::Products:
        return 300s;
    case Pattern::Item:
        return 3600s;
    }
    Q_UNREACHABLE();
}

const QList<Habit> &habits()
{
    static const QList<Habit> all{
        {Pattern::Item, 160000, 73500, 0.42},
        {Pattern::Session, 14000, 9000, 0.16},
        {Pattern::UserDetails, 40000, 18000, 0.13},
        {Pattern::UserName, 45000, 36000, 0.09},
        {Pattern::UserOrders, 20000, 2500, 0.07},
        {Pattern::Recommendations, 20000, 8000, 0.05},
        {Pattern::Search, 4000, 1500, 0.05},
        {Pattern::Products, 60, 40, 0.03},
    };
    return all;
}

// Zipf with exponent 1.1, by the inverse of its continuous distribution function.
quint32 pickPopular(quint32 population, QRandomGenerator &random)
{
    constexpr double k = 1.0 - 1.1;
    const double most = std::pow(static_cast<double>(population) + 1.0, k);
    const double rank = std::pow(1.0 - random.generateDouble() * (1.0 - most), 1.0 / k);
    return std::min(static_cast<quint32>(rank) - 1, population - 1);
}

QList<QByteArrayList> visit(quint32 user, quint32 item, QRandomGenerator &random)
{
    const QByteArray userId = number(user + 1);
    const QByteArray itemId = number(item + 1);
    switch (random.bounded(8)) {
    case 0:
        return {
            {"HSET", "cart:" + userId, itemId, number(1 + random.bounded(3U)), "currency", "EUR"},
            {"EXPIRE", "cart:" + userId, "1800"}};
    case 1:
        return {{"LPUSH", "recent:user:" + userId, itemId},
            {"LTRIM", "recent:user:" + userId, "0", "19"},
            {"EXPIRE", "recent:user:" + userId, "86400"}};
    case 2:
        return {{"ZINCRBY", "ranking:bestsellers", "1", itemId},
            {"ZREMRANGEBYRANK", "ranking:bestsellers", "0", "-1001"}};
    case 3:
        return {{"SADD", "tags:item:" + itemId, oneOf(colors, item, 2), oneOf(materials, item, 8)},
            {"EXPIRE", "tags:item:" + itemId, "7200"}};
    case 4:
        return {{"XADD", "events:orders", "MAXLEN", "~", "2000", "*", "user", userId, "item",
            itemId, "total", price(item)}};
    case 5:
        return {{"LPUSH", "queue:emails",
            R"({"to": "user)" + userId + R"(@example.org", "template": "order"})"}};
    case 6: {
        const QByteArray limit = "rate:10.0." + number(user % 250) + '.' + number(user / 250 % 250);
        return {{"INCR", limit}, {"EXPIRE", limit, "60"}};
    }
    default:
        return {{"SADD", "online:users", userId}, {"PFADD", "visitors:today", userId}};
    }
}

QList<QByteArrayList> openWarehouse()
{
    const auto take = [](const QByteArray &packer, const QByteArray &orders) {
        return QByteArrayList{"XREADGROUP", "GROUP", "warehouse", packer, "COUNT", orders,
            "STREAMS", "events:orders", ">"};
    };
    return {{"XGROUP", "CREATE", "events:orders", "warehouse", "0", "MKSTREAM"},
        take("packer-1", "12"), take("packer-2", "3")};
}

QList<QByteArrayList> housekeeping()
{
    QList<QByteArrayList> commands{{"SPOP", "online:users", "20"},
        {"ZREVRANGE", "ranking:bestsellers", "0", "9", "WITHSCORES"},
        {"XRANGE", "events:orders", "-", "+", "COUNT", "10"}};
    for (int i = 0; i < 60; ++i)
        commands << QByteArrayList{"RPOP", "queue:emails"};
    return commands;
}

} // namespace hitlens::shop
