namespace Siren2.Parts;

/// <summary>What the fit of a part says of it, or the fits of several.</summary>
/// <param name="Networks">Networks that were fitted.</param>
/// <param name="Parameters">Their weights and biases.</param>
/// <param name="PsnrCost">Blind: expected loss of PSNR, added up over parts, in dB.</param>
/// <param name="ErrorBefore">Guided: squared error of the baseline.</param>
/// <param name="IsProjected">Whether it, or all of them, were projected onto the missing band.</param>
/// <param name="IsFilled">Blind: whether anything was put into the missing band of it, or of any of them.</param>
/// <param name="WasCanceled">Whether it, or any of them, was canceled.</param>
internal sealed record PartFigures(
    int Networks, long Parameters, double PsnrCost, double ErrorBefore, bool IsProjected, bool IsFilled, bool WasCanceled)
{
    public static PartFigures None { get; } = new(0, 0, 0, 0, IsProjected: true, IsFilled: false, WasCanceled: false);

    /// <summary>With one more part.</summary>
    public PartFigures With(PartFigures part) => new(
        Networks + part.Networks,
        Parameters + part.Parameters,
        PsnrCost + part.PsnrCost,
        ErrorBefore + part.ErrorBefore,
        IsProjected && part.IsProjected,
        IsFilled || part.IsFilled,
        WasCanceled || part.WasCanceled);

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(Networks);
        writer.Write(Parameters);
        writer.Write(PsnrCost);
        writer.Write(ErrorBefore);
        writer.Write(IsProjected);
        writer.Write(IsFilled);
        writer.Write(WasCanceled);
    }

    /// <summary>Reads what <see cref="WriteTo"/> has written.</summary>
    /// <exception cref="EndOfStreamException">There is less.</exception>
    public static PartFigures Read(BinaryReader reader) => new(
        reader.ReadInt32(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean());
}
