#include "access/change/opener_index.h"

#include <algorithm>

namespace rolecall::access {

void OpenerIndex::Add(const Opener& opener) {
  const std::size_t place = count_++;
  by_key_[opener.Key()].push_back(place);
  if (!opener.is_tokens) return;
  OfProvider& entry = by_provider_[opener.provider];
  if (opener.subject_key.empty()) {
    entry.any.push_back(place);
  } else if (opener.like) {
    entry.patterns.emplace_back(policy::ToPattern(opener.subject), place);
  } else {
    entry.by_subject[opener.subject].push_back(place);
  }
}

std::vector<std::size_t> OpenerIndex::Same(const Opener& one) const {
  const auto found = by_key_.find(one.Key());
  return found == by_key_.end() ? Places{} : found->second;
}

std::vector<std::size_t> OpenerIndex::Reaching(const Opener& one) const {
  const auto provider = by_provider_.find(one.provider);
  if (one.like || provider == by_provider_.end()) return {};
  Places reaching = provider->second.any;
  const auto exact = provider->second.by_subject.find(one.subject);
  if (exact != provider->second.by_subject.end()) {
    reaching.insert(reaching.end(), exact->second.begin(), exact->second.end());
  }
  for (const auto& [pattern, place] : provider->second.patterns) {
    if (policy::GlobMatch(pattern, one.subject)) reaching.push_back(place);
  }
  std::sort(reaching.begin(), reaching.end());
  return reaching;
}

}  // namespace rolecall::access
