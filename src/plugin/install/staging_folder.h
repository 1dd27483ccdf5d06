// A folder of our own beside where its content goes in the end (base/private_folder.h).
//
//   ROLECALL_TRY(PrivateFolder staging, MakeStagingFolder(".terraform"));   // ".terraform/.rolecall-x8Kq2P"
#ifndef ROLECALL_PLUGIN_INSTALL_STAGING_FOLDER_H_
#define ROLECALL_PLUGIN_INSTALL_STAGING_FOLDER_H_

#include <string>

#include "base/private_folder.h"
#include "base/result.h"

namespace rolecall::plugin {

// `parent` is made if it is not there; empty: the system's temporary folder.
Result<PrivateFolder> MakeStagingFolder(const std::string& parent);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_STAGING_FOLDER_H_
