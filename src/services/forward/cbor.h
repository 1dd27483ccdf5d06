// CBOR (RFC 8949) as AWS's RPC v2 protocol sends it, into the tree of JSON: maps of text, lists, texts; numbers and
// bytes are kept as values without text. For input.cc.
//
//   std::optional<json::Node> root = ReadCbor(body);   // nothing if it is not well-formed, or nested too deep
//
// Indefinite lengths are read (SDKs send them); what is behind the first value is not allowed. Pure.
#ifndef ROLECALL_SERVICES_FORWARD_CBOR_H_
#define ROLECALL_SERVICES_FORWARD_CBOR_H_

#include <optional>
#include <string_view>

#include "json/document.h"

namespace rolecall::services::forward {

// An empty body is an empty map.
std::optional<json::Node> ReadCbor(std::string_view body);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_CBOR_H_
