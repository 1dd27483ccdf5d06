// HaveUniqueNames: whether every row of a table has another name. In a table of operations that a name is looked up in,
// the second of two could never be reached.
//
//   static_assert(HaveUniqueNames(kOperations, &Operation::name));
#ifndef ROLECALL_SERVICES_UNIQUE_NAMES_H_
#define ROLECALL_SERVICES_UNIQUE_NAMES_H_

#include <cstddef>
#include <string_view>

namespace rolecall::services {

template <typename Row, std::size_t kRows>
constexpr bool HaveUniqueNames(const Row (&rows)[kRows], std::string_view Row::*name) {
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (rows[i].*name == rows[j].*name) return false;
    }
  }
  return true;
}

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_UNIQUE_NAMES_H_
