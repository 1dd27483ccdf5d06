// Which condition keys hold several values, by declaration.
//
// The declared type of a key decides how operators treat it, not how many values a request happens to carry. Keys not
// listed here are what the request says.
#ifndef ROLECALL_POLICY_DOCUMENT_CONDITION_KEYS_H_
#define ROLECALL_POLICY_DOCUMENT_CONDITION_KEYS_H_

#include <string_view>

namespace rolecall::policy {

// `lower_key` is in lower case.
bool IsDeclaredMultivalued(std::string_view lower_key);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_CONDITION_KEYS_H_
