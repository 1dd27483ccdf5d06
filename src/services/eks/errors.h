// EKS's errors: codes and statuses of its API reference. For this folder only.
#ifndef ROLECALL_SERVICES_EKS_ERRORS_H_
#define ROLECALL_SERVICES_EKS_ERRORS_H_

#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "base/utf8.h"

namespace rolecall::services::eks {

inline aws::ErrorShape InvalidParameter(std::string text) {
  return {400, "InvalidParameterException", std::move(text)};
}
inline aws::ErrorShape InvalidRequest(std::string text) { return {400, "InvalidRequestException", std::move(text)}; }
inline aws::ErrorShape NoCluster(std::string_view name) {
  return {404, "ResourceNotFoundException",
          "No cluster found for name: " + std::string(FirstCharacters(name, 100)) + "."};
}
inline aws::ErrorShape NoAccessEntry() {
  return {404, "ResourceNotFoundException",
          "The specified principalArn could not be found. You can view your available access entries with "
          "'list-access-entries'."};
}
inline aws::ErrorShape InvalidPrincipal() {
  return InvalidParameter("The specified principalArn is invalid: invalid principal.");
}
inline aws::ErrorShape OnlyStandard() {
  return InvalidParameter("This operation can only be performed on Access Entries with a type of \"STANDARD\".");
}
inline aws::ErrorShape NoAssociation(std::string_view id) {
  return {404, "ResourceNotFoundException",
          "No pod identity association found for ID: " + std::string(FirstCharacters(id, 100)) + "."};
}

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_ERRORS_H_
