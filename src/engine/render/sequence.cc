#include "engine/render/sequence.h"

#include <algorithm>
#include <cstdint>

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxCells = 4u << 20;
using Predicate = std::function<bool(std::size_t, std::size_t)>;

// The pairs of a longest common subsequence, in order.
std::vector<ElementPair> CommonPairs(std::size_t before_size, std::size_t after_size, const Predicate& equal) {
  std::vector<ElementPair> common;
  std::size_t head = 0;
  const std::size_t shorter = std::min(before_size, after_size);
  while (head < shorter && equal(head, head)) common.emplace_back(head, head), ++head;
  std::size_t tail = 0;
  while (tail < shorter - head && equal(before_size - 1 - tail, after_size - 1 - tail)) ++tail;
  const std::size_t rows = before_size - head - tail;
  const std::size_t columns = after_size - head - tail;
  if (rows > 0 && columns > 0 && columns <= kMaxCells / rows) {
    // length[i][j]: of the longest common subsequence of what is left from i and j on.
    std::vector<std::uint32_t> length((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return length[i * (columns + 1) + j]; };
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        at(i, j) = equal(head + i, head + j) ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
      if (equal(head + i, head + j)) {
        common.emplace_back(head + i++, head + j++);
      } else if (at(i + 1, j) >= at(i, j + 1)) {
        ++i;
      } else {
        ++j;
      }
    }
  }
  for (std::size_t i = tail; i > 0; --i) common.emplace_back(before_size - i, after_size - i);
  return common;
}

// The same elements in common, each where it first stands after the one before it, as OpenTofu looks for them.
void TakeFirst(const Predicate& equal, std::vector<ElementPair>& common) {
  std::size_t before = 0;
  std::size_t after = 0;
  for (ElementPair& pair : common) {
    const ElementPair found = pair;
    while (before < found.first && !equal(before, found.second)) ++before;
    while (after < found.second && !equal(found.first, after)) ++after;
    pair = {before++, after++};
  }
}

}  // namespace

std::vector<ElementPair> PairElements(std::size_t before_size, std::size_t after_size, const Predicate& equal,
                                      const Predicate& comparable) {
  std::vector<ElementPair> common = CommonPairs(before_size, after_size, equal);
  TakeFirst(equal, common);
  common.emplace_back(before_size, after_size);  // the end
  std::vector<ElementPair> pairs;
  std::size_t before = 0;
  std::size_t after = 0;
  for (const ElementPair& next : common) {
    while (before < next.first) {
      const bool together = after < next.second && comparable(before, after);
      pairs.emplace_back(before++, together ? after++ : kNoElement);
    }
    while (after < next.second) pairs.emplace_back(kNoElement, after++);
    if (next.first == before_size && next.second == after_size) break;
    pairs.emplace_back(before++, after++);
  }
  return pairs;
}

}  // namespace rolecall::engine
