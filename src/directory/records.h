// All kinds of records. Include the one header that you need where you can.
//
// A kind of record is a struct and a row. The struct has
//   key()    its key in the snapshot's table, and in the store after "directory/KIND/";
//   Fields   its members' names in the store, in the order of their writing (docs/formats/store.md). Written once for
//            writing and reading alike: `a(name, member)` for each, `a.Policy` for policies,
//            `a.Within` for the name that policies of the records inside go by.
// The row stands below the struct, in the family's table: ROW(struct, KIND, table of the snapshot). From it follow the
// snapshot's table, Transaction::Put and Delete, the codec, and that the directory reads it when it opens.
#ifndef ROLECALL_DIRECTORY_RECORDS_H_
#define ROLECALL_DIRECTORY_RECORDS_H_

#include "directory/bucket_records.h"        // IWYU pragma: export
#include "directory/credential_records.h"    // IWYU pragma: export
#include "directory/eks_records.h"           // IWYU pragma: export
#include "directory/iam_records.h"           // IWYU pragma: export
#include "directory/kms_records.h"           // IWYU pragma: export
#include "directory/organization_records.h"  // IWYU pragma: export
#include "directory/parameter_records.h"     // IWYU pragma: export
#include "directory/report_records.h"        // IWYU pragma: export
#include "directory/sealed_item.h"           // IWYU pragma: export
#include "directory/secret_records.h"        // IWYU pragma: export

#define ROLECALL_RECORDS(ROW)        \
  ROLECALL_IAM_RECORDS(ROW)          \
  ROLECALL_CREDENTIAL_RECORDS(ROW)   \
  ROLECALL_REPORT_RECORDS(ROW)       \
  ROLECALL_SECRET_RECORDS(ROW)       \
  ROLECALL_KMS_RECORDS(ROW)          \
  ROLECALL_PARAMETER_RECORDS(ROW)    \
  ROLECALL_BUCKET_RECORDS(ROW)       \
  ROLECALL_ORGANIZATION_RECORDS(ROW) \
  ROLECALL_EKS_RECORDS(ROW)          \
  ROLECALL_SEALED_RECORDS(ROW)

#endif  // ROLECALL_DIRECTORY_RECORDS_H_
