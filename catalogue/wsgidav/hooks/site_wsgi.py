# SPDX-License-Identifier: AGPL-3.0-or-later
"""One folder as a WebDAV share. Who may come is asked before it, so everybody who gets here may do everything."""
from wsgidav.wsgidav_app import WsgiDAVApp

share = WsgiDAVApp(
    {
        "provider_mapping": {"/": "/data/files"},
        "simple_dc": {"user_mapping": {"*": True}},
        "property_manager": {
            "class": "wsgidav.prop_man.property_manager.ShelvePropertyManager",
            "kwargs": {"storage_path": "/data/properties"},
        },
        "lock_storage": True,
        "honor_mtime_header": True,
        "suppress_version_info": True,
        "verbose": 1,
        "logging": {"enable": True},
        "dir_browser": {"enable": True, "response_trailer": "", "show_user": False, "davmount": False},
    }
)


def application(environ, start_response):
    # Visitors come by HTTPS, which ends before it: a file is only moved to an address that begins the same way.
    environ["wsgi.url_scheme"] = "https"
    return share(environ, start_response)
