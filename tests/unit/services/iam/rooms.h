// The operations of IAM's rooms, by name: those that api/access_test.cc asks for permission.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_IAM_ROOMS_H_
#define ROLECALL_TESTS_UNIT_SERVICES_IAM_ROOMS_H_

#include <string_view>
#include <vector>

#include "services/iam/credentials/credentials.h"
#include "services/iam/reports/reports.h"
#include "services/iam/settings/settings.h"

namespace rolecall::services::iam {

inline std::vector<std::string_view> OperationsOfRooms() {
  Table table;
  credentials::AddCredentials(table);
  reports::AddReports(table);
  settings::AddSettings(table);
  std::vector<std::string_view> names;
  for (const services::QueryOperation& operation : table) names.push_back(operation.name);
  return names;
}

}  // namespace rolecall::services::iam

#endif  // ROLECALL_TESTS_UNIT_SERVICES_IAM_ROOMS_H_
