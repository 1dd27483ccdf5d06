// Header fields that mean one connection and are not sent on (RFC 9110 section 7.6.1), for who sends messages on.
//
//   const ConnectionFields of_connection(headers);
//   for (const Header& header : headers) … of_connection.Has(LowerAscii(header.name)) …
//
// Pure; any thread.
#ifndef ROLECALL_HTTP_HOP_BY_HOP_H_
#define ROLECALL_HTTP_HOP_BY_HOP_H_

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace rolecall::http {

// The fields of a message that are of its connection alone: those that the RFC lists, older ones, and what its fields
// called Connection name.
class ConnectionFields {
 public:
  explicit ConnectionFields(const Headers& headers);
  bool Has(std::string_view lower_name) const;

 private:
  std::vector<std::string> named_;  // in lower case
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_HOP_BY_HOP_H_
