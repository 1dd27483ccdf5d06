// Pairs the elements of two sequences for a diff: equal ones with each other, and changed ones where it helps.
//
//   auto pairs = PairElements(before.size(), after.size(), equal, comparable);
//   for (auto [i, j] : pairs) …                // i == kNoElement: added; j == kNoElement: removed
//
// Knows nothing of what the elements are. Every index comes exactly once, each side in its order. Quadratic in time,
// up to a bound. Pure; any thread.
#ifndef ROLECALL_ENGINE_RENDER_SEQUENCE_H_
#define ROLECALL_ENGINE_RENDER_SEQUENCE_H_

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace rolecall::engine {

inline constexpr std::size_t kNoElement = static_cast<std::size_t>(-1);

// One element of the diff: indices before and after; kNoElement on the side where there is none.
using ElementPair = std::pair<std::size_t, std::size_t>;

// `equal(i, j)` compares before[i] with after[j]; `comparable(i, j)` says that two different ones are better shown as
// one change than as a removal and an addition. Uses the longest common subsequence; for very long sequences (over
// four million comparisons) only the equal beginning and end are kept.
std::vector<ElementPair> PairElements(std::size_t before_size, std::size_t after_size,
                                      const std::function<bool(std::size_t, std::size_t)>& equal,
                                      const std::function<bool(std::size_t, std::size_t)>& comparable);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_SEQUENCE_H_
