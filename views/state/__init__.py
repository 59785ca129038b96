"""What every screen shares; the only part of the app's face that meets `storage` and `sync`.

`app_state` is the one state of a tablet, `window` what one browser tab or app window adds to it.
"""
