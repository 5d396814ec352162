// The law as data, as every service loads it: regulations, holidays, permissions.
#pragma once

#include "libs/auth/permission_table.h"
#include "libs/base/result.h"
#include "libs/config/common_settings.h"
#include "libs/lawfile/catalogue.h"
#include "libs/statute/calendar.h"

namespace dotpha::service {

struct Law {
  lawfile::Catalogue catalogue;
  statute::Calendars calendars;
  auth::PermissionTable permissions;

  // By id; nullptr when unknown.
  [[nodiscard]] const statute::Regulation* Find(const std::string& id) const { return catalogue.Find(id); }
};

// Checked whole; the first bad file's violations, all at once.
Result<Law> LoadLaw(const config::CommonSettings& settings);

}  // namespace dotpha::service
