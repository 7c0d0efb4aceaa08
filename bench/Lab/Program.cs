return await PerfLab.Lab.CommandLine.RunAsync(args);
