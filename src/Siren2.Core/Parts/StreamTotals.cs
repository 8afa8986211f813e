namespace Siren2.Parts;

/// <summary>What the parts so far add up to.</summary>
/// <param name="Networks">Networks that were fitted.</param>
/// <param name="Parameters">Their weights and biases.</param>
/// <param name="PsnrCost">Expected loss of PSNR of the parts, added up, in dB.</param>
/// <param name="ErrorBefore">Guided: squared error of the baseline.</param>
/// <param name="ErrorAfter">Guided: squared error of the result.</param>
/// <param name="IsProjected">Whether all were projected onto the missing band.</param>
/// <param name="LastIsProjected">Whether the last one was.</param>
/// <param name="WasCancelled">Whether any was cancelled.</param>
internal sealed record StreamTotals(
    int Networks,
    long Parameters,
    double PsnrCost,
    double ErrorBefore,
    double ErrorAfter,
    bool IsProjected,
    bool LastIsProjected,
    bool WasCancelled)
{
    public static StreamTotals None { get; } = new(0, 0, 0, 0, 0, IsProjected: true, LastIsProjected: true, WasCancelled: false);

    /// <summary>With one more part.</summary>
    public StreamTotals With(UpsampleReport part, double errorBefore, double errorAfter) => new(
        Networks + part.Networks.Count,
        Parameters + part.ParameterCount,
        PsnrCost + (part.EstimatedPsnrCost ?? 0),
        ErrorBefore + errorBefore,
        ErrorAfter + errorAfter,
        IsProjected && part.IsProjected,
        part.IsProjected,
        WasCancelled || part.WasCancelled);

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(Networks);
        writer.Write(Parameters);
        writer.Write(PsnrCost);
        writer.Write(ErrorBefore);
        writer.Write(ErrorAfter);
        writer.Write(IsProjected);
        writer.Write(LastIsProjected);
    }

    /// <summary>Reads what <see cref="WriteTo"/> has written of a job that was not cancelled.</summary>
    public static StreamTotals Read(BinaryReader reader) => new(
        reader.ReadInt32(),
        reader.ReadInt64(),
        reader.ReadDouble(),
        reader.ReadDouble(),
        reader.ReadDouble(),
        reader.ReadBoolean(),
        reader.ReadBoolean(),
        WasCancelled: false);
}
