// The operations of IAM: a file for each family, which adds its own to the table. For this folder only.
//
//   void AddRoles(Table& table) {
//     table.push_back({"GetRole", &GetRole, {kRoleName}});                       // answers <GetRoleResult>
//     table.push_back({"DeleteRole", &DeleteRole, {kRoleName}, false, false});   // answers metadata alone
//   }
//
// A new operation is a row in its family's file. A new family is a file and a line in iam.cc, which declares its
// function and calls it. Two operations of one name stop the program when it starts (query_service.h).
#ifndef ROLECALL_SERVICES_IAM_OPERATIONS_H_
#define ROLECALL_SERVICES_IAM_OPERATIONS_H_

#include <vector>

#include "services/query_service.h"

namespace rolecall::services::iam {

using Table = std::vector<services::QueryOperation>;

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_OPERATIONS_H_
