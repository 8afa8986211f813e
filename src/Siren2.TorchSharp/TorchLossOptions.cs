using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>How a <see cref="TorchLoss"/> is computed. Every property is checked when it is set.</summary>
public sealed record TorchLossOptions
{
    /// <summary>Where prediction and target are put; a module must lie there already. Default: the CPU.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Device Device { get; init => field = value ?? throw new ArgumentNullException(nameof(Device)); } = CPU;

    /// <summary>The type of prediction and target: <see cref="ScalarType.Float32"/> or <see cref="ScalarType.Float64"/>. Default 32 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is another type.</exception>
    public ScalarType ScalarType
    {
        get;
        init => field = value is ScalarType.Float32 or ScalarType.Float64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ScalarType), value, "A loss is computed in 32 or 64 bits.");
    }

    = ScalarType.Float32;

    /// <summary>
    /// Dimensions of prediction and target, 1 to 3: <c>[samples]</c>, <c>[1, samples]</c> or <c>[1, 1, samples]</c>, as batch and channel. Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Dimensions
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Dimensions));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 3, nameof(Dimensions));
            field = value;
        }
    }

    = 1;

    /// <summary>
    /// Whether prediction and target are brought to the clip's own level, times <see cref="Siren2.Losses.LossContext.Scale"/>, before the loss sees them, as
    /// networks that were trained at full scale need it. Default false: the units of the fit.
    /// </summary>
    public bool UsesTrueScale { get; init; }

    /// <summary>
    /// Whether several threads may evaluate at once. Default false: one after the other, since modules may hold a state. Segments are fitted side by
    /// side all the same; they wait for each other here alone.
    /// </summary>
    public bool IsThreadSafe { get; init; }

    /// <summary>
    /// What tells this loss from others, so that a checkpoint of another is refused: a name and its settings, but for those here, which <see
    /// cref="TorchLoss.Identity"/> adds. Null for the name of the module's type, or for functions that of <see cref="TorchLoss"/>.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>What of these changes the bits of a result, where it is not the default: empty where all of it is.</summary>
    internal string Settings
    {
        get
        {
            string[] settings =
            [
                .. Device.type == DeviceType.CPU ? Array.Empty<string>() : [Device.type.ToString()],
                .. ScalarType == ScalarType.Float32 ? Array.Empty<string>() : [ScalarType.ToString()],
                .. Dimensions == 1 ? Array.Empty<string>() : [string.Create(CultureInfo.InvariantCulture, $"{Dimensions} dimensions")],
                .. UsesTrueScale ? ["true scale"] : Array.Empty<string>(),
            ];
            return settings.Length == 0 ? string.Empty : $" [{string.Join(", ", settings)}]";
        }
    }

    /// <summary>The shape of a waveform.</summary>
    internal long[] ShapeOf(int samples) => Dimensions switch
    {
        1 => [samples],
        2 => [1, samples],
        _ => [1, 1, samples],
    };
}
