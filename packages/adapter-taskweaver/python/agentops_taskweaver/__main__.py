"""
`python -m agentops_taskweaver ...`, and the same as a file, which is how `npx @agentops/adapter-taskweaver run` starts it: then
the package isn't on the path, and must not be put there, for kernels inherit the path.
"""

import os
import sys

if sys.version_info < (3, 10):
    sys.stderr.write("agentops: TaskWeaver and this need Python 3.10 or newer; this is %d.%d.\n" % sys.version_info[:2])
    sys.exit(2)

if __name__ == "__main__":
    if not __package__:
        import importlib.util

        _here = os.path.dirname(os.path.abspath(__file__))
        if sys.path and os.path.abspath(sys.path[0]) == _here:
            del sys.path[0]
        if "agentops_taskweaver" not in sys.modules:
            _spec = importlib.util.spec_from_file_location(
                "agentops_taskweaver", os.path.join(_here, "__init__.py"), submodule_search_locations=[_here]
            )
            assert _spec is not None and _spec.loader is not None
            _package = importlib.util.module_from_spec(_spec)
            sys.modules["agentops_taskweaver"] = _package
            _spec.loader.exec_module(_package)
    elif sys.path and sys.path[0] == os.getcwd():
        # What `-m` put there. A script gets its own folder.
        del sys.path[0]
    from agentops_taskweaver.command import main

    main(sys.argv[1:])
