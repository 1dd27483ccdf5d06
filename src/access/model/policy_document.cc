#include "access/model/policy_document.h"

namespace rolecall::access {

std::string Origin::PlaceText() const {
  if (!range.has_place()) return "";
  return *range.file + ":" + std::to_string(range.start.line);
}

std::string Origin::Text() const {
  const std::string place = PlaceText();
  if (!place.empty()) return address.empty() ? place : place + " (" + address + ")";
  switch (kind) {
    case Kind::kNone: return "";
    case Kind::kConfiguration:
    case Kind::kManifest: return address;
    case Kind::kState: return address.empty() ? "the state" : address + " in the state";
    case Kind::kEndpoint: return "the live endpoint";
  }
  return "";
}

}  // namespace rolecall::access
