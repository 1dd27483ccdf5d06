// The values of one condition key: nearly always one, which then costs no list.
#ifndef ROLECALL_POLICY_DECIDE_CONTEXT_VALUES_H_
#define ROLECALL_POLICY_DECIDE_CONTEXT_VALUES_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::policy {

// A range of texts, never changed once made.
class ContextValues {
 public:
  ContextValues(std::string one) : one_(std::move(one)) {}                                  // NOLINT: is one
  ContextValues(std::vector<std::string> list) : list_(std::move(list)), is_list_(true) {}  // NOLINT: is many

  std::size_t size() const { return is_list_ ? list_.size() : 1; }
  const std::string* begin() const { return is_list_ ? list_.data() : &one_; }
  const std::string* end() const { return begin() + size(); }
  const std::string& front() const { return *begin(); }
  std::vector<std::string> ToList() const { return {begin(), end()}; }

  friend bool operator==(const ContextValues& a, const ContextValues& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  std::string one_;
  std::vector<std::string> list_;
  bool is_list_ = false;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_CONTEXT_VALUES_H_
