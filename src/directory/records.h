// All kinds of records. Include the one header that you need where you can.
#ifndef ROLECALL_DIRECTORY_RECORDS_H_
#define ROLECALL_DIRECTORY_RECORDS_H_

#include "directory/bucket_records.h"  // IWYU pragma: export
#include "directory/iam_records.h"     // IWYU pragma: export
#include "directory/sealed_item.h"     // IWYU pragma: export
#include "directory/secret_records.h"  // IWYU pragma: export

#endif  // ROLECALL_DIRECTORY_RECORDS_H_
