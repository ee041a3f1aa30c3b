// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyselection.h"

#include <algorithm>

namespace hitlens {

namespace {

QByteArray nameAt(const KeyStore &store, qsizetype key)
{
    return store.name(key).toByteArray();
}

void appendLoose(KeySelection &selection, const KeyStore &store, qsizetype first, qsizetype last)
{
    if (last - first == 1)
        selection.names << nameAt(store, first);
    else if (last > first)
        selection.spans.append({nameAt(store, first), nameAt(store, last - 1)});
}

// A folder may hold nothing but another one. The innermost says the least about keys to come.
size_t innermost(const std::vector<KeyStore::Folder> &folders, size_t at)
{
    while (at + 1 < folders.size() && folders[at + 1].first == folders[at].first
        && folders[at + 1].last == folders[at].last)
        ++at;
    return at;
}

void append(KeySelection &selection, const KeyStore &store, KeyStore::Range range)
{
    const auto &folders = store.folders();
    const auto start = std::ranges::lower_bound(
        folders, static_cast<quint32>(range.first), {}, &KeyStore::Folder::first);
    auto at = static_cast<size_t>(start - folders.begin());
    qsizetype key = range.first;
    while (at < folders.size() && folders[at].first < range.last
        && selection.prefixes.size() < KeySelection::mostFolders) {
        const KeyStore::Folder &folder = folders[at];
        if (folder.last > range.last || folder.last == folder.first) {
            ++at; // only some of what is inside can be in the range
            continue;
        }
        appendLoose(selection, store, key, folder.first);
        const auto inner = static_cast<quint32>(innermost(folders, at));
        selection.prefixes << store.prefix(inner).toByteArray();
        key = folder.last;
        at = folder.next;
    }
    appendLoose(selection, store, key, range.last);
}

} // namespace

bool KeySelection::contains(QByteArrayView name) const
{
    return isNamed(name) && std::ranges::all_of(patterns, [name](const GlobPattern &pattern) {
        return pattern.matches(name);
    });
}

bool KeySelection::isNamed(QByteArrayView name) const
{
    const auto isBefore = [](QByteArrayView a, QByteArrayView b) { return a < b; };
    if (std::binary_search(names.begin(), names.end(), name, isBefore))
        return true;
    const auto prefix = std::upper_bound(prefixes.begin(), prefixes.end(), name, isBefore);
    if (prefix != prefixes.begin() && name.startsWith(*std::prev(prefix)))
        return true;
    const auto span = std::upper_bound(spans.begin(), spans.end(), name,
        [](QByteArrayView sought, const Span &each) { return sought < each.first; });
    return span != spans.begin() && !(QByteArrayView(std::prev(span)->last) < name);
}

KeyRanges KeySelection::in(const KeyStore &store) const
{
    KeyRanges ranges;
    for (const QByteArray &name : names) {
        if (const auto key = store.find(name))
            ranges.add({*key, *key + 1});
    }
    for (const QByteArray &prefix : prefixes)
        ranges.add(store.range(prefix));
    for (const Span &span : spans) {
        const qsizetype last = store.lowerBound(span.last);
        const bool isThere = last < store.count() && store.name(last) == span.last;
        ranges.add({store.lowerBound(span.first), isThere ? last + 1 : last});
    }
    return ranges;
}

KeySelection KeySelection::of(const KeyRanges &ranges, const KeyStore &store)
{
    KeySelection selection;
    for (const KeyStore::Range &range : ranges.list())
        append(selection, store, range);
    return selection;
}

} // namespace hitlens
