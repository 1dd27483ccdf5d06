// Tokens of pages: where the next page of a list begins, opaque, and good for the list that gave them.
//
//   if (has_more) answer["NextToken"] = PageToken(call, last);
//   const std::optional<std::string> after = PlaceOfToken(call, *token);   // nothing: no list of this operation gave
//   it
//
// A token of another operation, account or region, or of nobody, would be a place between items that nobody meant, and
// the answer a list that lacks some of them without a word. No secret is in one, and it gives no access. Pure.
#ifndef ROLECALL_SERVICES_PAGE_TOKEN_H_
#define ROLECALL_SERVICES_PAGE_TOKEN_H_

#include <optional>
#include <string>
#include <string_view>

#include "services/call.h"

namespace rolecall::services {

// `call` knows its operation (audit.operation).
std::string PageToken(const Call& call, std::string_view place);
std::optional<std::string> PlaceOfToken(const Call& call, std::string_view token);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_PAGE_TOKEN_H_
