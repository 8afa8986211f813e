using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>How many segments are fitted at once, and where. Every property is checked when it is set.</summary>
public sealed record TorchBatchOptions
{
    /// <summary>Where the networks are evaluated. Default: the CPU.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Device Device { get; init => field = value ?? throw new ArgumentNullException(nameof(Device)); } = CPU;

    /// <summary>
    /// Segments that are fitted at once, 1 to 4,096. With the default network each takes about 20 MB of the device's memory. Default 16.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 4096, nameof(BatchSize));
            field = value;
        }
    }

    = 16;
}
