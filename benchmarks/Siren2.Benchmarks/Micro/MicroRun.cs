using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Siren2.Benchmarks.Micro;

/// <summary>The kernels one by one, measured by BenchmarkDotNet, in processes that it builds for the purpose.</summary>
internal static class MicroRun
{
    // Half of BenchmarkDotNet's own: a run of the longest kernel takes a tenth of it, and there are many of them.
    private const string IterationMilliseconds = "250";

    private static readonly string[] Questions = ["--list", "--info", "--help", "--version"];

    /// <summary>Measures and reports.</summary>
    /// <param name="arguments">BenchmarkDotNet's own; without a filter among them, everything is measured.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(string[] arguments)
    {
        string[] filter = arguments.Any(argument => argument is "-f" or "--filter") ? [] : ["--filter", "*"];
        string[] time = arguments.Contains("--iterationTime") ? [] : ["--iterationTime", IterationMilliseconds];
        IConfig config = ManualConfig.Create(DefaultConfig.Instance)
            .AddFilter(new SimpleFilter(benchmark => PerWidth.IsInHardware(benchmark.Descriptor.WorkloadMethod.Name)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine("artifacts", "micro"));
        Summary[] summaries =
            [.. BenchmarkSwitcher.FromAssembly(typeof(MicroRun).Assembly).Run([.. arguments, .. time, .. filter], config)];
        if (summaries.Length == 0)
        {
            // BenchmarkDotNet has said what is wrong, or answered a question.
            return arguments.Any(Questions.Contains) ? 0 : 2;
        }

        return summaries.All(IsComplete) ? 0 : 1;
    }

    private static bool IsComplete(Summary summary) =>
        !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success);
}
