using System.Runtime.InteropServices;
using Siren2.Kernels.Simd;

namespace Siren2.Cli.Output;

/// <summary>The machine that figures were measured on.</summary>
/// <param name="Processor">Name of the processor, as the system gives it.</param>
/// <param name="LogicalCores">Processors that the program may use.</param>
/// <param name="VectorBits">Width of the vectors that fits are computed with.</param>
/// <param name="System">Operating system and its version.</param>
/// <param name="Runtime">.NET and its version.</param>
internal sealed record MachineDescription(string Processor, int LogicalCores, int VectorBits, string System, string Runtime)
{
    /// <summary>Describes the machine that the program runs on.</summary>
    public static MachineDescription Current() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        VectorHardware.Bits,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    /// <inheritdoc/>
    public override string ToString() => $"{Processor}, {LogicalCores} logical cores, {VectorBits}-bit vectors, {System}, {Runtime}";

    private static string ProcessorName()
    {
        const string Linux = "/proc/cpuinfo";
        string? name = File.Exists(Linux)
            ? File.ReadLines(Linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1]
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name?.Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
